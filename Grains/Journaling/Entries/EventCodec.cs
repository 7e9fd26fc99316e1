using System.Text.Json;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Forms;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>Ledger events as JSON objects whose member names are the letters of <see cref="EventMembers"/>; numbers keep their scale.</summary>
/// <remarks>
/// The instrument is the journal's and not stored. Times are in whole microseconds since 1970, choices are numbers. An empty account
/// or portfolio, a sequence of 0 and whatever is <see langword="null"/> are left out. Not safe for concurrent use.
/// </remarks>
internal sealed class EventCodec(InstrumentId instrument)
{
    private readonly JournaledEvent _read = new();

    /// <summary>Letter that an event of a kind is stored under; no other entry has it.</summary>
    internal static char Letter(EventKind kind) => kind switch
    {
        EventKind.Fill => 'f',
        EventKind.FillVoid => 'v',
        EventKind.Funding => 'u',
        EventKind.Adjustment => 'j',
        EventKind.Settlement => 's',
        EventKind.TermsChange => 'm',
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no stored form of this kind of event."),
    };

    /// <summary>Writes an event's object.</summary>
    /// <exception cref="ArgumentException">It is of another instrument.</exception>
    internal void Write(Utf8JsonWriter json, LedgerEvent item)
    {
        if (item.Instrument != instrument)
        {
            throw new ArgumentException($"{item.Name} is of {item.Instrument}, and the journal of {instrument}.", nameof(item));
        }

        json.WriteStartObject();
        EventMembers.Pass(new JournaledEventWriter(json), item.Kind, instrument, item);
        json.WriteEndObject();
    }

    /// <summary>Reads an event's object; <see langword="null"/> when the letter is of no event.</summary>
    /// <exception cref="InvalidDataException">A member is missing or not known.</exception>
    internal LedgerEvent? Read(ref Utf8JsonReader reader, char letter)
    {
        EventKind? known = letter switch
        {
            'f' => EventKind.Fill,
            'v' => EventKind.FillVoid,
            'u' => EventKind.Funding,
            'j' => EventKind.Adjustment,
            's' => EventKind.Settlement,
            'm' => EventKind.TermsChange,
            _ => null,
        };
        if (known is not { } kind)
        {
            return null;
        }

        _read.Read(ref reader, kind);
        return EventMembers.Pass(_read, kind, instrument, null);
    }
}
