using System.Runtime.CompilerServices;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Domain.Pnl.Reconciliation;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Orleans.Runtime;

namespace Ballast.Client;

/// <summary>Implements the client by calls to grains, in a silo's own process or through a gateway.</summary>
internal sealed class BallastClient(IGrainFactory grains, Retry retry) : IBallastClient
{
    private const int MaxLevels = 25;

    private readonly EventRecording _recording = new(grains, retry);

    /// <inheritdoc />
    public Task<IReadOnlyList<FillReceipt>> RecordFills(IReadOnlyList<Fill> fills, CancellationToken cancellationToken = default) =>
        _recording.Send(new(nameof(RecordFills), (grain, portfolio, batch) => grain.RecordEvents(portfolio, batch)), fills, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<FillReceipt>> RecordEvents(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken = default) =>
        _recording.Send(new(nameof(RecordEvents), (grain, portfolio, batch) => grain.RecordEvents(portfolio, batch)), events, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<FillReceipt>> ImportEvents(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken = default) =>
        _recording.Send(
            new(nameof(ImportEvents), (grain, portfolio, batch) => grain.Import(portfolio, batch), EventRecording.KeptOrder.PerInstrument),
            events,
            cancellationToken);

    /// <inheritdoc />
    public Task<InventoryView> GetLedgers(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        CheckInstrument(instrument);
        var inventory = grains.Inventory(instrument);
        return retry.Call(nameof(GetLedgers), $"{instrument} of {portfolio}", () => inventory.GetLedgers(new(portfolio)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<MarkoutView?> GetMarkouts(
        string portfolio, InstrumentId instrument, int recent = 100, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        ArgumentOutOfRangeException.ThrowIfNegative(recent);
        CheckInstrument(instrument);
        var inventory = grains.Inventory(instrument);
        return retry.Call(
            nameof(GetMarkouts), $"{instrument} of {portfolio}", () => inventory.GetMarkouts(new(portfolio), recent), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PortfolioMarkouts>> GetMarkouts(
        string portfolio, MarkoutDimensions by, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        var members = await retry.Call(nameof(GetMarkouts), portfolio, () => grain.GetMembers(new(portfolio)), cancellationToken).ConfigureAwait(false);
        var views = await Task.WhenAll(members.Select(member => GetMarkouts(portfolio, member, 0, cancellationToken))).ConfigureAwait(false);
        return [.. MarkoutTable.Merge(views.OfType<MarkoutView>().Select(view => MarkoutTable.Parse(view.Table))).Select(table =>
            new PortfolioMarkouts(table.Settle, [.. table.Policy.Horizons.Spans.Select(MarkoutHorizons.Text)], table.By(by)))];
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<MarketMakingView>> GetMarketMaking(string portfolio, double? gamma = null, CancellationToken cancellationToken = default) =>
        new MarketMaking(grains, retry).Read(portfolio, gamma, cancellationToken);

    /// <inheritdoc />
    public Task<BookView> GetBook(InstrumentId instrument, int depth = MaxLevels, CancellationToken cancellationToken = default)
    {
        var book = Book(instrument);
        CheckDepth(depth);
        return retry.Call(nameof(GetBook), instrument.ToString(), () => book.GetBook(depth), cancellationToken);
    }

    /// <inheritdoc />
    public Task<BookAnalyticsView> GetBookAnalytics(
        InstrumentId instrument, BookAnalyticsRequest? request = null, CancellationToken cancellationToken = default)
    {
        var book = Book(instrument);
        request ??= new();
        return request.Fault() is { } fault
            ? throw new ArgumentException(fault, nameof(request))
            : retry.Call(nameof(GetBookAnalytics), instrument.ToString(), () => book.GetAnalytics(request), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<FeedStatus>> GetFeeds(CancellationToken cancellationToken = default)
    {
        var directory = grains.FeedDirectory();
        return await retry.Call(nameof(GetFeeds), GrainKeys.FeedDirectoryKey, directory.GetFeeds, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<PositionPush?> GetInventory(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        CheckInstrument(instrument);
        var inventory = grains.Inventory(instrument);
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
    public Task<RiskInputs> GetRiskInputs(string portfolio, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return retry.Call(nameof(GetRiskInputs), portfolio, () => grain.GetRiskInputs(new(portfolio)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StressResult>> RunStress(
        string portfolio, IReadOnlyList<StressScenario> scenarios, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return StressRules.FaultOf(scenarios) is { } fault
            ? throw new ArgumentException(fault, nameof(scenarios))
            : retry.Call(nameof(RunStress), portfolio, () => grain.RunStress(new(portfolio), scenarios), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ForecastView>> GetForecasts(
        string portfolio, Instant from, Instant to, string? method = null, int limit = 1_000, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return ForecastRules.FaultOf(from, to, method, limit) is { } fault
            ? throw new ArgumentException(fault)
            : retry.Call(nameof(GetForecasts), portfolio, () => grain.GetForecasts(new(portfolio), from, to, method, limit), cancellationToken);
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
    public Task<PortfolioBranch> SetParent(string portfolio, string? parent, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        PortfolioId? above = parent is null ? null : new(parent);
        return retry.Call(nameof(SetParent), portfolio, () => grain.SetParent(new(portfolio), above), cancellationToken);
    }

    /// <inheritdoc />
    public Task<PortfolioBranch> GetChildren(string portfolio, CancellationToken cancellationToken = default)
    {
        var grain = Portfolio(portfolio);
        return retry.Call(nameof(GetChildren), portfolio, () => grain.GetChildren(new(portfolio)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<PositionDifference>> Reconcile(
        string portfolio, VenueReport report, CancellationToken cancellationToken = default) =>
        new AccountReconciliation(this, grains, retry).Compare(portfolio, report, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<FillReceipt>> ApplyReconciliation(
        string portfolio, VenueReport report, IReadOnlyList<string> adjustmentIds, CancellationToken cancellationToken = default) =>
        new AccountReconciliation(this, grains, retry).Apply(portfolio, report, adjustmentIds, cancellationToken);

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
        InstrumentId instrument, int depth = MaxLevels, CancellationToken cancellationToken = default)
    {
        var book = Book(instrument);
        CheckDepth(depth);

        // A batch would hold views that are old by the time they are read.
        return retry.Follow(() => book.Watch(depth, cancellationToken).WithBatchSize(1), cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<TradePage> WatchTrades(
        InstrumentId instrument, TradeCursor after = default, CancellationToken cancellationToken = default) =>
        FollowTrades(Book(instrument), after, cancellationToken);

    private async IAsyncEnumerable<PortfolioView> FollowPortfolio(
        IPortfolioGrain grain, PortfolioId portfolio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = (Epoch: long.MinValue, Version: long.MinValue);
        await foreach (var view in retry
            .Follow(() => grain.Watch(portfolio, cancellationToken).WithBatchSize(1), cancellationToken)
            .ConfigureAwait(false))
        {
            // A watch that was opened again starts with the newest view, which the caller may already have.
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
        return grains.Book(instrument);
    }

    private IPortfolioGrain Portfolio(string portfolio)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        return grains.Portfolio(new(portfolio));
    }

    private static void CheckInstrument(InstrumentId instrument)
    {
        if (string.IsNullOrWhiteSpace(instrument.Exchange) || string.IsNullOrWhiteSpace(instrument.Symbol))
        {
            throw new ArgumentException($"'{instrument}' is not an instrument: it needs an exchange and a symbol.", nameof(instrument));
        }
    }

    private static void CheckDepth(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, MaxLevels);
    }
}
