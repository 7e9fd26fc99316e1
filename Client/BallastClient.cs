using System.Runtime.CompilerServices;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;
using Ballast.Grains.Interfaces;
using Orleans.Runtime;

namespace Ballast.Client;

/// <summary>The client over grains, in a silo's own process or through a gateway.</summary>
internal sealed class BallastClient(IGrainFactory grains, Retry retry) : IBallastClient
{
    /// <summary>Most fills sent in one call: a few journal appends, well within a response timeout.</summary>
    private const int MostFillsPerCall = 1_000;

    private const int MostLevels = 25;

    /// <inheritdoc />
    public async Task<IReadOnlyList<FillReceipt>> RecordFills(IReadOnlyList<Fill> fills, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fills);
        if (fills.Count == 0)
        {
            throw new ArgumentException("There must be at least one fill.", nameof(fills));
        }

        var receipts = new FillReceipt[fills.Count];
        var groups = new Dictionary<(InstrumentId, string), List<int>>();
        for (var i = 0; i < fills.Count; i++)
        {
            var fill = fills[i] ?? throw new ArgumentException($"Fill {i} is null.", nameof(fills));
            if (string.IsNullOrWhiteSpace(fill.Instrument.Exchange)
                || string.IsNullOrWhiteSpace(fill.Instrument.Symbol)
                || string.IsNullOrWhiteSpace(fill.Portfolio))
            {
                // There is no grain to ask; every other fault is the grain's to find and count.
                receipts[i] = new(fill.TradeId, FillOutcome.Refused, fill.Fault() ?? $"fill {fill.TradeId}: instrument is blank");
                continue;
            }

            var key = (fill.Instrument, fill.Portfolio);
            if (!groups.TryGetValue(key, out var indices))
            {
                groups[key] = indices = [];
            }

            indices.Add(i);
        }

        await Task.WhenAll(groups.Select(group => Record(group.Key.Item1, new(group.Key.Item2), group.Value, fills, receipts, cancellationToken)))
            .ConfigureAwait(false);
        return receipts;
    }

    /// <inheritdoc />
    public Task<BookView> GetBook(InstrumentId instrument, int depth = MostLevels, CancellationToken cancellationToken = default)
    {
        var book = Book(instrument);
        CheckDepth(depth);
        return retry.Call(nameof(GetBook), instrument.ToString(), () => book.GetBook(depth), cancellationToken);
    }

    /// <inheritdoc />
    public Task<PositionPush?> GetInventory(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        CheckInstrument(instrument);
        var inventory = grains.GetGrain<IInventoryGrain>(instrument.ToString());
        return retry.Call(
            nameof(GetInventory), $"{instrument} of {portfolio}", () => inventory.GetPosition(new(portfolio)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<PortfolioView> GetPortfolio(string portfolio, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return retry.Call(nameof(GetPortfolio), portfolio, () => grain.GetPortfolio(new(portfolio)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<RiskView> GetRisk(string portfolio, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return retry.Call(nameof(GetRisk), portfolio, () => grain.GetRisk(new(portfolio)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<CurveView> GetCurve(
        string portfolio, Instant from, Instant to, CurveResolution? resolution = null, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return to < from
            ? throw new ArgumentException($"to is {to}, before from, {from}.", nameof(to))
            : retry.Call(nameof(GetCurve), portfolio, () => grain.GetCurve(new(portfolio), from, to, resolution), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<DayRecord>> GetDays(string portfolio, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return retry.Call(nameof(GetDays), portfolio, () => grain.GetDays(new(portfolio)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<DayBook> SetDayBoundary(string portfolio, TimeSpan boundary, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return DayBook.Fault(boundary) is { } fault
            ? throw new ArgumentException(fault, nameof(boundary))
            : retry.Call(nameof(SetDayBoundary), portfolio, () => grain.SetDayBoundary(new(portfolio), boundary), cancellationToken);
    }

    /// <inheritdoc />
    public Task<TradePage> ReadTrades(
        InstrumentId instrument, TradeCursor after, int limit = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var book = Book(instrument);
        return retry.Call(nameof(ReadTrades), instrument.ToString(), () => book.ReadTrades(after, limit), cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<PortfolioView> WatchPortfolio(string portfolio, CancellationToken cancellationToken = default) =>
        FollowPortfolio(Portfolio(portfolio), new(portfolio), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<BookView> WatchBook(
        InstrumentId instrument, int depth = MostLevels, CancellationToken cancellationToken = default)
    {
        var book = Book(instrument);
        CheckDepth(depth);

        // Views taken ahead in a batch would be old when read.
        return retry.Follow(() => book.Watch(depth, cancellationToken).WithBatchSize(1), cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<TradePage> WatchTrades(
        InstrumentId instrument, TradeCursor after = default, CancellationToken cancellationToken = default) =>
        FollowTrades(Book(instrument), after, cancellationToken);

    private async Task Record(
        InstrumentId instrument,
        PortfolioId portfolio,
        List<int> indices,
        IReadOnlyList<Fill> fills,
        FillReceipt[] receipts,
        CancellationToken cancellationToken)
    {
        var inventory = grains.GetGrain<IInventoryGrain>(instrument.ToString());
        foreach (var chunk in indices.Chunk(MostFillsPerCall))
        {
            var batch = Array.ConvertAll(chunk, i => fills[i]);
            var recorded = await retry.Call(
                nameof(RecordFills), $"{instrument} of {portfolio}", () => inventory.RecordFills(portfolio, batch), cancellationToken)
                .ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
            {
                receipts[chunk[i]] = recorded.Receipts[i];
            }
        }
    }

    private async IAsyncEnumerable<PortfolioView> FollowPortfolio(
        IPortfolioGrain grain, PortfolioId portfolio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = (Epoch: long.MinValue, Version: long.MinValue);
        await foreach (var view in retry
            .Follow(() => grain.Watch(portfolio, cancellationToken).WithBatchSize(1), cancellationToken)
            .ConfigureAwait(false))
        {
            // A reopened watch starts with the newest view, which may be the one already given.
            if ((view.Epoch, view.Version).CompareTo(seen) > 0)
            {
                seen = (view.Epoch, view.Version);
                yield return view;
            }
        }
    }

    private async IAsyncEnumerable<TradePage> FollowTrades(
        IOrderBookGrain book, TradeCursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = after;
        await foreach (var page in retry
            .Follow(() => book.WatchTrades(cursor, cancellationToken), cancellationToken)
            .ConfigureAwait(false))
        {
            cursor = page.Next;
            yield return page;
        }
    }

    private IOrderBookGrain Book(InstrumentId instrument)
    {
        CheckInstrument(instrument);
        return grains.GetGrain<IOrderBookGrain>(instrument.ToString());
    }

    private IPortfolioGrain Portfolio(string portfolio)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        return grains.GetGrain<IPortfolioGrain>(portfolio);
    }

    private static void CheckInstrument(InstrumentId instrument)
    {
        if (string.IsNullOrWhiteSpace(instrument.Exchange) || string.IsNullOrWhiteSpace(instrument.Symbol))
        {
            throw new ArgumentException($"'{instrument}' is not an instrument: exchange and symbol must be given.", nameof(instrument));
        }
    }

    private static void CheckDepth(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, MostLevels);
    }
}
