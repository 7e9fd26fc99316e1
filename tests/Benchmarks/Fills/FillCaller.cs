using System.Diagnostics;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Benchmarks.Fills;

/// <summary>Records fills of one account in one instrument, one batch after the other, in order of venue time.</summary>
internal sealed class FillCaller(IBallastClient client, int number, FillSettings settings)
{
    private readonly InstrumentId _instrument = BenchmarkSilo.Instrument(number % settings.Instruments);
    private long _fills;

    internal Latencies Latencies { get; } = new();

    /// <summary>Fills recorded in the measured part.</summary>
    internal long Recorded { get; private set; }

    internal long NotRecorded { get; private set; }

    /// <summary>Fills acknowledged as recorded, warm-up included.</summary>
    internal long Acknowledged { get; private set; }

    /// <summary>Measures the calls that begin and end between the two stamps.</summary>
    internal async Task Run(long from, long until, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); began < until; began = Stopwatch.GetTimestamp())
        {
            var batch = Enumerable.Range(0, settings.Batch).Select(_ => Next()).ToArray();
            began = Stopwatch.GetTimestamp();
            var receipts = await client.RecordFills(batch, cancellationToken);
            var ended = Stopwatch.GetTimestamp();
            var recorded = receipts.Count(receipt => receipt.Outcome == FillOutcome.Recorded);
            NotRecorded += batch.Length - recorded;
            Acknowledged += recorded;
            if (began >= from && ended <= until)
            {
                Recorded += recorded;
                Latencies.Record(began, ended);
            }
        }
    }

    /// <summary>The next fill of its account.</summary>
    internal Fill Next()
    {
        _fills++;
        return new()
        {
            Instrument = _instrument,
            Account = $"mm-{number}",
            Portfolio = "bench",
            TradeId = $"{number}-{_fills}",
            Side = _fills % 2 == 0 ? Side.Sell : Side.Buy,
            Price = 10_000m + (_fills % 100),
            Quantity = 0.001m,
            Fee = 0.01m,
            VenueTime = Instant.From(TimeProvider.System.GetUtcNow()),
            VenueSequence = _fills,
        };
    }
}
