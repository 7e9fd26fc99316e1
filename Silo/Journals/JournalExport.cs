using System.Text.Encodings.Web;
using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Silo.Journals;

/// <summary>Writes the events of journals, one a line, in the order they were booked.</summary>
internal sealed class JournalExport(Stream to, string? portfolio) : IAsyncDisposable
{
    private const int FlushBytes = 1 << 16;

    private readonly Utf8JsonWriter _json = new(to, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Events written.</summary>
    internal long Count { get; private set; }

    /// <summary>Writes one instrument's events. Returns the number of its first retained entry.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged; the events before the damage were written.</exception>
    internal async Task<long> Write(IJournalStore store, InstrumentId instrument, CancellationToken cancellationToken)
    {
        long? first = null;
        await foreach (var record in new JournalReader(store, instrument).ReadAll(cancellationToken))
        {
            first ??= record.Number;
            if (record.Entry is Recorded { Event: var item } && (portfolio is null || item.IsOfInstrument || item.Portfolio == portfolio))
            {
                await Write(item, cancellationToken);
            }
        }

        await to.FlushAsync(cancellationToken);
        return first ?? 0;
    }

    /// <summary>Writes events.</summary>
    internal async Task Write(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        foreach (var item in events)
        {
            await Write(item, cancellationToken);
        }

        await to.FlushAsync(cancellationToken);
    }

    /// <summary>A stream that buffers writes to a file or a pipe.</summary>
    internal static Stream Buffered(Stream target) => new BufferedStream(target, FlushBytes);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _json.DisposeAsync();

    private async Task Write(LedgerEvent item, CancellationToken cancellationToken)
    {
        EventLine.Write(_json, item);
        await _json.FlushAsync(cancellationToken);
        _json.Reset();
        to.WriteByte((byte)'\n');
        Count++;
    }
}
