using System.Text.Json;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Forms;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>Writes and reads ledger events as JSON objects whose member names are the letters of <see cref="EventMembers"/>. Numbers keep their scale.</summary>
/// <remarks>
/// The instrument is not stored, because a journal has only one. Times are in whole microseconds since 1970, enumerations are numbers. An empty account
/// or portfolio, a sequence of 0 and a <see langword="null"/> member are left out. Not safe for concurrent use.
/// </remarks>
internal sealed class EventCodec(InstrumentId instrument)
{
    private readonly JournaledEvent _read = new();

    /// <summary>Letter of a kind of event; no other kind of entry has the same.</summary>
    internal static char Letter(EventKind kind) => kind switch
    {
        EventKind.Fill => 'f',
        EventKind.FillVoid => 'v',
        EventKind.Funding => 'u',
        EventKind.Adjustment => 'j',
        EventKind.Settlement => 's',
        EventKind.TermsChange => 'm',
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of event has no stored form."),
    };

    /// <summary>Writes an event's object.</summary>
    /// <exception cref="ArgumentException">The event is of another instrument.</exception>
    internal void Write(Utf8JsonWriter json, LedgerEvent item)
    {
        if (item.Instrument != instrument)
        {
            throw new ArgumentException($"{item.Name} is of {item.Instrument}, but the journal is of {instrument}.", nameof(item));
        }

        json.WriteStartObject();
        EventMembers.Pass(new JournaledEventWriter(json), item.Kind, instrument, item);
        json.WriteEndObject();
    }

    /// <summary>Reads an event's object; <see langword="null"/> when the letter is not that of an event.</summary>
    /// <exception cref="InvalidDataException">A member is missing or unknown.</exception>
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
