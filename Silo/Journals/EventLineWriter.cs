using System.Globalization;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Forms;

namespace Ballast.Silo.Journals;

/// <summary>Writes the members of an event into its line: first account, portfolio and time, then the id, then the rest.</summary>
internal sealed class EventLineWriter(Utf8JsonWriter json) : IEventForm
{
    private const string Id = "id";

    // The id of a funding is the last of its members in the journal and the first on a line.
    private readonly List<(string Name, string Text)> _texts = [];

    public string Owner(EventMember member, EventKind kind, string? value)
    {
        if (value is { Length: > 0 })
        {
            json.WriteString(member.Name, value);
        }

        return value!;
    }

    public Instant Time(EventMember member, Instant? value)
    {
        json.WriteString(member.Name, value!.Value.ToString());
        return value.Value;
    }

    public Instant? OptionalTime(EventMember member, Instant? value)
    {
        Add(member, value?.ToString());
        return value;
    }

    public long Sequence(EventMember member, EventKind kind, long? value)
    {
        if (value != EventLine.DefaultSequence(kind))
        {
            json.WriteNumber(member.Name, value!.Value);
        }

        return value.Value;
    }

    public string Text(EventMember member, string? value) => OptionalText(member, value)!;

    public string? OptionalText(EventMember member, string? value)
    {
        Add(member, value);
        return value;
    }

    public decimal Number(EventMember member, decimal? value) => OptionalNumber(member, value)!.Value;

    public decimal? OptionalNumber(EventMember member, decimal? value)
    {
        Add(member, value?.ToString(CultureInfo.InvariantCulture));
        return value;
    }

    public int Choice(EventMember member, ChoiceWords words, int? value) => OptionalChoice(member, words, value)!.Value;

    public int? OptionalChoice(EventMember member, ChoiceWords words, int? value)
    {
        Add(member, value is { } choice ? words.Of(choice) : null);
        return value;
    }

    /// <summary>Writes the texts that were held back so that the id comes first.</summary>
    internal void Flush()
    {
        foreach (var (name, text) in _texts.OrderBy(member => member.Name != Id))
        {
            json.WriteString(name, text);
        }
    }

    private void Add(EventMember member, string? text)
    {
        if (text is not null)
        {
            _texts.Add((member.Name, text));
        }
    }
}
