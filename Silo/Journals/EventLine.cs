using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Forms;

namespace Ballast.Silo.Journals;

/// <summary>Writes and reads one ledger event as a readable JSON object on one line, with the members of <see cref="EventMembers"/>.</summary>
/// <remarks>
/// Times are ISO 8601 in UTC to the microsecond, decimals are strings that keep their scale. Default values are left out:
/// the kind's default sequence, a fee of 0, an absent id. The line of a fill can also be read as a line of a fill file.
/// </remarks>
internal static class EventLine
{
    private static readonly ChoiceWords Kinds = new(
        ((int)EventKind.TermsChange, "terms_change"), ((int)EventKind.Adjustment, "adjustment"), ((int)EventKind.Fill, "fill"),
        ((int)EventKind.Funding, "funding"), ((int)EventKind.Settlement, "settlement"), ((int)EventKind.FillVoid, "void"));

    /// <summary>Writes an event's object, without the line's end.</summary>
    internal static void Write(Utf8JsonWriter json, LedgerEvent item)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, Kinds.Of((int)item.Kind));
        json.WriteString("exchange"u8, item.Instrument.Exchange);
        json.WriteString("symbol"u8, item.Instrument.Symbol);
        var writer = new EventLineWriter(json);
        EventMembers.Pass(writer, item.Kind, item.Instrument, item);
        writer.Flush();
        json.WriteEndObject();
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">The line is not such an object; the message names the fault and the value.</exception>
    internal static LedgerEvent Read(ReadOnlyMemory<byte> line)
    {
        using var fields = EventFields.Parse(line);
        var kind = (EventKind)fields.Choice("kind", Kinds);
        var instrument = new InstrumentId(fields.Text("exchange"), fields.Text("symbol"));
        var read = EventMembers.Pass(new EventLineReader(fields), kind, instrument, null);
        fields.RequireAllRead();
        return read;
    }

    /// <summary>Sequence of an event that is created without one.</summary>
    internal static long DefaultSequence(EventKind kind) => kind switch
    {
        EventKind.Funding or EventKind.Settlement => long.MaxValue,
        EventKind.TermsChange => long.MinValue,
        _ => 0,
    };
}
