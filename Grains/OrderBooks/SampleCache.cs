using System.Collections.Concurrent;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks;

/// <summary>Closed grid samples of the books that portfolios of this silo ask for, fetched from the book once per grid step.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed class SampleCache(IGrainFactory grains, ISampleStore store, MarketClock clock, IOptions<BallastOptions> options, TimeProvider time)
{
    /// <summary>Points kept beyond a window, so that forecasts made a little late find their whole window here.</summary>
    private const int Spare = 64;

    /// <summary>Callers that wait for one book; further ones are refused. A book is asked once for all of them.</summary>
    private const int MaxWaiting = 200;

    /// <summary>Longest wait for earlier callers: that of a grain call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<InstrumentId, Column> _columns = new();

    /// <summary>Samples of an instrument, closed as far as its own feed has come.</summary>
    /// <exception cref="TimeoutException">200 callers wait for the book already, or it has not answered earlier callers for 30 s; the call may be repeated.</exception>
    public async Task<SampleSeries> Get(InstrumentId instrument) => (await Updated(instrument)).Series ?? new(instrument, 0, []);

    /// <summary>Arrival time as of which the samples of all instruments are closed: that of the slowest feed of theirs; that of the furthest feed without instruments.</summary>
    public async Task<Instant> GetClosedAsOf(IEnumerable<InstrumentId> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        var slowest = clock.Applied;
        foreach (var instrument in instruments)
        {
            var closedAsOf = (await Updated(instrument)).ClosedAsOf;
            slowest = closedAsOf < slowest ? closedAsOf : slowest;
        }

        return slowest;
    }

    /// <summary>Closed points of grid times from <paramref name="from"/> to <paramref name="to"/>, both included, as the store and the book have them.</summary>
    /// <returns>The points from the first to the last that has a mid, NaN for one between that has none; empty when all are missing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range ends before it begins, or has more than 10 million points.</exception>
    public async Task<SampleSeries> GetRange(InstrumentId instrument, Instant from, Instant to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Micros, from.Micros, nameof(to));
        var grid = new SamplingGrid(options.Value.Risk.Grid);
        var (first, last) = (grid.IndexAtOrAfter(from), grid.IndexAtOrBefore(to));
        if (last < first)
        {
            return new(instrument, 0, []);
        }

        var newest = await Get(instrument);
        var mids = await store.Read(instrument, options.Value.Risk.Grid, first, last, CancellationToken.None);
        for (var g = Math.Max(first, newest.FirstIndex); g <= Math.Min(last, newest.EndIndex - 1); g++)
        {
            ref var mid = ref mids[g - first];
            mid = double.IsNaN(mid) ? newest.Mids[g - newest.FirstIndex] : mid;
        }

        var (begin, end) = (Array.FindIndex(mids, double.IsFinite), Array.FindLastIndex(mids, double.IsFinite) + 1);
        return begin < 0 ? new(instrument, 0, []) : new(instrument, first + begin, mids[begin..end]);
    }

    private async Task<Column> Updated(InstrumentId instrument)
    {
        var column = _columns.GetOrAdd(instrument, _ => new());
        if (Interlocked.Increment(ref column.Waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref column.Waiting);
            throw new TimeoutException($"{instrument}: {MaxWaiting} callers wait for the samples of its book; ask again.");
        }

        try
        {
            return await UpdatedInTurn(instrument, column);
        }
        finally
        {
            Interlocked.Decrement(ref column.Waiting);
        }
    }

    private async Task<Column> UpdatedInTurn(InstrumentId instrument, Column column)
    {
        await Enter(instrument, column);
        try
        {
            var (grid, watermark) = (new SamplingGrid(options.Value.Risk.Grid), clock.Applied);
            if (grid.LastClosed(watermark) > column.ClosedIndex)
            {
                await Pull(instrument, column, watermark);
                column.ClosedIndex = grid.LastClosed(column.ClosedAsOf);
            }
            else
            {
                // Nothing closes between two points of the grid.
                column.ClosedAsOf = watermark;
            }

            return column;
        }
        finally
        {
            column.Gate.Release();
        }
    }

    private async Task Enter(InstrumentId instrument, Column column)
    {
        if (column.Gate.Wait(0))
        {
            // Nearly every caller, and it needs no timer.
            return;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await column.Gate.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{instrument}: its book has not answered earlier callers for {Patience}; ask again.", e);
        }
    }

    private async Task Pull(InstrumentId instrument, Column column, Instant watermark)
    {
        var book = grains.Book(instrument);
        var known = column.Series ?? new(instrument, 0, []);
        var fresh = await book.GetSamples(known.EndIndex, watermark);
        if (fresh.Version != column.Version && known.Mids.Length > 0)
        {
            // The book was activated again or has restored its history since, so points that were missing here may be available now.
            fresh = await book.GetSamples(0, watermark);
        }

        // A silo of an older version does not say as of when it has closed.
        (column.Version, column.ClosedAsOf) = (fresh.Version, fresh.ClosedAsOf == default ? watermark : fresh.ClosedAsOf);
        if (fresh.Mids.Length == 0)
        {
            return;
        }

        column.Series = Join(known, fresh);
    }

    /// <summary>Adds fresh points. Points given out once keep their mid; a point that neither has is missing, not interpolated.</summary>
    private SampleSeries Join(SampleSeries known, SampleColumn fresh)
    {
        var keep = options.Value.Risk.Points + Spare;
        var end = Math.Max(known.EndIndex, fresh.EndIndex);
        var first = Math.Max(end - keep, known.Mids.Length == 0 ? fresh.FirstIndex : Math.Min(known.FirstIndex, fresh.FirstIndex));
        var mids = new double[end - first];
        for (var i = 0; i < mids.Length; i++)
        {
            var given = known.At(first + i);
            mids[i] = double.IsNaN(given) ? fresh.At(first + i) : given;
        }

        return new(known.Instrument, first, mids);
    }

    private sealed class Column
    {
        // A field, because it is counted without a lock.
        internal int Waiting;

        internal SemaphoreSlim Gate { get; } = new(1, 1);

        internal SampleSeries? Series { get; set; }

        internal long Version { get; set; }

        internal Instant ClosedAsOf { get; set; }

        internal long ClosedIndex { get; set; } = long.MinValue;
    }
}
