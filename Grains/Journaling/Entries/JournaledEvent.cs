using System.Text.Json;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Forms;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>Members of one journaled event, as read from its entry. The object is reused, so that reading a long journal allocates little.</summary>
internal sealed class JournaledEvent : IEventForm
{
    private const int Letters = 26;
    private const int MaxNames = 1_000;

    private static readonly Layout[] Layouts = [.. Enum.GetValues<EventKind>().Select(kind => new Layout(kind))];

    // Most entries of a journal name the same few accounts, portfolios and assets, so their strings are shared.
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly string?[] _texts = new string?[Letters];
    private readonly long[] _wholes = new long[Letters];
    private readonly decimal[] _numbers = new decimal[Letters];
    private uint _seen;

    /// <summary>Reads the object of an event.</summary>
    /// <exception cref="InvalidDataException">A member is missing or unknown.</exception>
    internal void Read(ref Utf8JsonReader reader, EventKind kind)
    {
        var layout = Layouts[(int)kind];
        JsonMembers.Expect(ref reader, JsonTokenType.StartObject, layout.Name);
        _seen = 0;
        while (JsonMembers.Next(ref reader, layout.Known, layout.Name, out var letter))
        {
            var at = letter - 'a';
            _seen |= 1u << at;
            switch (layout.Types[at])
            {
                case MemberType.Number:
                    _numbers[at] = reader.GetDecimal();
                    break;
                case MemberType.Whole:
                    _wholes[at] = reader.GetInt64();
                    break;
                case MemberType.Choice:
                    _wholes[at] = reader.GetInt32();
                    break;
                default:
                    _texts[at] = letter is 'a' or 'b' or 'x' ? Name(ref reader, _texts[at]) : Text(ref reader, layout.Name, letter);
                    break;
            }
        }

        foreach (var letter in layout.Required)
        {
            if (!Has(letter))
            {
                throw JsonMembers.Missing(layout.Name, letter);
            }
        }
    }

    public string Owner(EventMember member, EventKind kind, string? value) => OptionalText(member, value) ?? "";

    public Instant Time(EventMember member, Instant? value) => new(_wholes[At(member)]);

    public Instant? OptionalTime(EventMember member, Instant? value) => Has(member.Letter) ? Time(member, value) : null;

    public long Sequence(EventMember member, EventKind kind, long? value) => Has(member.Letter) ? _wholes[At(member)] : 0;

    public string Text(EventMember member, string? value) => _texts[At(member)]!;

    public string? OptionalText(EventMember member, string? value) => Has(member.Letter) ? Text(member, value) : null;

    public decimal Number(EventMember member, decimal? value) => _numbers[At(member)];

    public decimal? OptionalNumber(EventMember member, decimal? value) => Has(member.Letter) ? Number(member, value) : null;

    public int Choice(EventMember member, ChoiceWords words, int? value) => (int)_wholes[At(member)];

    public int? OptionalChoice(EventMember member, ChoiceWords words, int? value) => Has(member.Letter) ? Choice(member, words, value) : null;

    private bool Has(char letter) => (_seen & (1u << (letter - 'a'))) != 0;

    private static int At(EventMember member) => member.Letter - 'a';

    private static string Text(ref Utf8JsonReader reader, string of, char name) =>
        reader.GetString() ?? throw new InvalidDataException($"{of} has null as its member '{name}'");

    private string Name(ref Utf8JsonReader reader, string? last)
    {
        if (last is not null && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(last))
        {
            return last;
        }

        var text = Text(ref reader, "an event", 'a');
        if (_names.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_names.Count < MaxNames)
        {
            _names.Add(text, text);
        }

        return text;
    }

    /// <summary>Letters that the object of a kind of event may have.</summary>
    private sealed class Layout
    {
        internal Layout(EventKind kind)
        {
            var members = EventMembers.Of(kind);
            Name = kind switch
            {
                EventKind.Fill => "a fill",
                EventKind.FillVoid => "a void",
                EventKind.Funding => "a funding",
                EventKind.Adjustment => "an adjustment",
                EventKind.Settlement => "a settlement",
                _ => "a terms change",
            };
            Known = string.Concat(members.Select(member => member.Member.Letter));
            Required = string.Concat(members.Where(member => member.IsRequired).Select(member => member.Member.Letter));
            foreach (var member in members)
            {
                Types[member.Member.Letter - 'a'] = member.Type;
            }
        }

        /// <summary>Name of the kind of event in messages.</summary>
        internal string Name { get; }

        internal string Known { get; }

        internal string Required { get; }

        /// <summary>Type of each letter's values.</summary>
        internal MemberType[] Types { get; } = new MemberType[Letters];
    }
}
