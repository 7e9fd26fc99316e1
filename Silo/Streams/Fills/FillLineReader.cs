using System.Text.Json;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Streams.Fills;
using Ballast.Silo.Feeds.Fills;
using Ballast.Silo.Journals;

namespace Ballast.Silo.Streams.Fills;

/// <summary>Reads messages of fill streams: the objects of fill files, and lines of an export that are fills or voids.</summary>
internal sealed class FillLineReader(StreamsOptions options) : IFillReader
{
    /// <summary>Longest message that is read, in bytes.</summary>
    internal const int MaxBytes = 16 * 1024;

    /// <inheritdoc />
    public LedgerEvent Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > MaxBytes)
        {
            throw new InvalidDataException($"the message has {payload.Length} bytes; a fill has at most {MaxBytes}");
        }

        var item = Parse(payload);
        return item.Fault() is { } fault ? throw new InvalidDataException(fault)
            : item.Instrument.Exchange.Contains('/', StringComparison.Ordinal) ? throw new InvalidDataException($"{item.Name}: exchange '{item.Instrument.Exchange}' is not an exchange id")
            : !options.Fills.Allows(item.Portfolio) ? throw new InvalidDataException($"{item.Name}: portfolio '{item.Portfolio}' is not in Streams:Fills:Portfolios")
            : item;
    }

    private static LedgerEvent Parse(ReadOnlyMemory<byte> payload)
    {
        if (HasKind(payload.Span))
        {
            var item = EventLine.Read(payload);
            return item is Fill or FillVoid ? item : throw new InvalidDataException($"{item.Name}: only fills and voids may come over a stream");
        }

        try
        {
            var fields = new FillFields();
            return fields.ReadObject(payload.Span) is { } fault ? throw new InvalidDataException(fault)
                : fields.TryBuild(out var fill, out var reason) ? fill
                : throw new InvalidDataException(reason);
        }
        catch (JsonException)
        {
            throw new InvalidDataException("not a JSON object");
        }
        catch (InvalidOperationException)
        {
            throw new InvalidDataException("not Unicode text");
        }
    }

    /// <summary>Whether the message is an object that names its kind, as lines of an export do and objects of fill files need not.</summary>
    private static bool HasKind(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("kind"u8))
                {
                    return true;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Read as the object of a fill file, it gets the reason.
        }

        return false;
    }
}
