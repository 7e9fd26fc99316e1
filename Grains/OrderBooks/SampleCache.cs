using System.Collections.Concurrent;
using Ballast.Domain.Risk;

namespace Ballast.Grains.OrderBooks;

/// <summary>Closed grid samples of the books that portfolios of this silo ask for, pulled once per grid step.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed class SampleCache(IGrainFactory grains, MarketClock clock, IOptions<BallastOptions> options)
{
    private readonly ConcurrentDictionary<InstrumentId, Column> _columns = new();

    /// <summary>Samples of an instrument, closed as of now.</summary>
    public async Task<SampleSeries> Get(InstrumentId instrument)
    {
        var column = _columns.GetOrAdd(instrument, _ => new());
        await column.Gate.WaitAsync();
        try
        {
            var watermark = clock.Watermark;
            var closed = (watermark - GridSampler.ClosingDelay).Micros / (options.Value.Risk.Grid.Ticks / TimeSpan.TicksPerMicrosecond);
            if (closed > column.ClosedIndex)
            {
                await Pull(instrument, column, watermark);
                column.ClosedIndex = closed;
            }

            return column.Series ?? new(instrument, 0, []);
        }
        finally
        {
            column.Gate.Release();
        }
    }

    private async Task Pull(InstrumentId instrument, Column column, Instant watermark)
    {
        var known = column.Series ?? new(instrument, 0, []);
        var fresh = await grains.GetGrain<IOrderBookGrain>(instrument.ToString()).GetSamples(known.EndIndex, watermark);
        if (fresh.Mids.Length == 0)
        {
            return;
        }

        // A book that was activated anew has lost points in between: they are missing, not interpolated.
        var first = known.Mids.Length == 0 ? fresh.FirstIndex : known.FirstIndex;
        var lost = Math.Max(0, fresh.FirstIndex - (first + known.Mids.Length));
        var keep = options.Value.Risk.Window + 1;
        double[] all = lost > keep ? fresh.Mids : [.. known.Mids, .. Enumerable.Repeat(double.NaN, (int)lost), .. fresh.Mids];
        var end = fresh.FirstIndex + fresh.Mids.Length;
        var kept = all.Length > keep ? all[^keep..] : all;
        column.Series = new(instrument, end - kept.Length, kept);
    }

    private sealed class Column
    {
        internal SemaphoreSlim Gate { get; } = new(1, 1);

        internal SampleSeries? Series { get; set; }

        internal long ClosedIndex { get; set; } = long.MinValue;
    }
}
