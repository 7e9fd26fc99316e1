using System.Text.Json;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Forms;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>Writes the members of an event into its journal entry.</summary>
internal sealed class JournaledEventWriter(Utf8JsonWriter json) : IEventForm
{
    public string Owner(EventMember member, EventKind kind, string? value) => value is { Length: > 0 } ? Text(member, value) : "";

    public Instant Time(EventMember member, Instant? value) => OptionalTime(member, value)!.Value;

    public Instant? OptionalTime(EventMember member, Instant? value)
    {
        Whole(member, value?.Micros);
        return value;
    }

    public long Sequence(EventMember member, EventKind kind, long? value)
    {
        Whole(member, value == 0 ? null : value);
        return value!.Value;
    }

    public string Text(EventMember member, string? value) => OptionalText(member, value)!;

    public string? OptionalText(EventMember member, string? value)
    {
        if (value is not null)
        {
            json.WriteString([member.Letter], value);
        }

        return value;
    }

    public decimal Number(EventMember member, decimal? value) => OptionalNumber(member, value)!.Value;

    public decimal? OptionalNumber(EventMember member, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber([member.Letter], number);
        }

        return value;
    }

    public int Choice(EventMember member, ChoiceWords words, int? value) => OptionalChoice(member, words, value)!.Value;

    public int? OptionalChoice(EventMember member, ChoiceWords words, int? value)
    {
        Whole(member, value);
        return value;
    }

    private void Whole(EventMember member, long? value)
    {
        if (value is { } whole)
        {
            json.WriteNumber([member.Letter], whole);
        }
    }
}
