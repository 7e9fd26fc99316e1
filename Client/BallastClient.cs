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
internal sealed class BallastClient(IGrainFactory grains, Retry retry, Following following, KnownNames names) : IBallastClient
{
    private const int MaxLevels = 25;

    private readonly EventRecording _recording = new(grains, retry);
    private readonly Watches _watches = new(grains, following, names);

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
        return Known();

        async Task<InventoryView> Known()
        {
            await names.Require(portfolio, cancellationToken).ConfigureAwait(false);
            await names.Require(instrument, cancellationToken).ConfigureAwait(false);
            var inventory = grains.Inventory(instrument);
            var view = await retry.Call(
                nameof(GetLedgers), $"{instrument} of {portfolio}", () => inventory.GetLedgers(new(portfolio)), cancellationToken).ConfigureAwait(false);

            // A void may come before its fill, which then opens the ledger.
            return view is { Ledgers: [], OpenVoids: [], LapsedVoids: [] }
                ? throw new BallastNotFoundException($"Portfolio '{portfolio}' has never traded {instrument} itself.")
                : view;
        }
    }

    /// <inheritdoc />
    public Task<MarkoutView?> GetMarkouts(
        string portfolio, InstrumentId instrument, int recent = 100, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        ArgumentOutOfRangeException.ThrowIfNegative(recent);
        CheckInstrument(instrument);
        return FindInventory(nameof(GetMarkouts), portfolio, instrument, inventory => inventory.GetMarkouts(new(portfolio), recent), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PortfolioMarkouts>> GetMarkouts(
        string portfolio, MarkoutDimensions by, CancellationToken cancellationToken = default)
    {
        var members = await Read(nameof(GetMarkouts), portfolio, grain => grain.GetMembers(new(portfolio)), cancellationToken).ConfigureAwait(false);
        var views = await Task.WhenAll(members.Select(member => GetMarkouts(portfolio, member, 0, cancellationToken))).ConfigureAwait(false);
        return [.. MarkoutTable.Merge(views.OfType<MarkoutView>().Select(view => MarkoutTable.Parse(view.Table))).Select(table =>
            new PortfolioMarkouts(table.Settle, [.. table.Policy.Horizons.Spans.Select(MarkoutHorizons.Text)], table.By(by)))];
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<MarketMakingView>> GetMarketMaking(string portfolio, double? gamma = null, CancellationToken cancellationToken = default) =>
        new MarketMaking(grains, names, retry).Read(portfolio, gamma, cancellationToken);

    /// <inheritdoc />
    public Task<BookView> GetBook(InstrumentId instrument, int depth = MaxLevels, CancellationToken cancellationToken = default)
    {
        CheckInstrument(instrument);
        CheckDepth(depth);
        return ReadBook(nameof(GetBook), instrument, book => book.GetBook(depth), cancellationToken);
    }

    /// <inheritdoc />
    public Task<BookAnalyticsView> GetBookAnalytics(
        InstrumentId instrument, BookAnalyticsRequest? request = null, CancellationToken cancellationToken = default)
    {
        CheckInstrument(instrument);
        request ??= new();
        return request.Fault() is { } fault
            ? throw new ArgumentException(fault, nameof(request))
            : ReadBook(nameof(GetBookAnalytics), instrument, book => book.GetAnalytics(request), cancellationToken);
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
        return FindInventory(nameof(GetInventory), portfolio, instrument, inventory => inventory.GetPosition(new(portfolio)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<PortfolioView> GetPortfolio(string portfolio, CancellationToken cancellationToken = default) =>
        Read(nameof(GetPortfolio), portfolio, grain => grain.GetPortfolio(new(portfolio)), cancellationToken);

    /// <inheritdoc />
    public Task<RiskView> GetRisk(string portfolio, CancellationToken cancellationToken = default) =>
        Read(nameof(GetRisk), portfolio, grain => grain.GetRisk(new(portfolio)), cancellationToken);

    /// <inheritdoc />
    public Task<RiskInputs> GetRiskInputs(string portfolio, CancellationToken cancellationToken = default) =>
        Read(nameof(GetRiskInputs), portfolio, grain => grain.GetRiskInputs(new(portfolio)), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<StressResult>> RunStress(
        string portfolio, IReadOnlyList<StressScenario> scenarios, CancellationToken cancellationToken = default)
    {
        return StressRules.FaultOf(scenarios) is { } fault
            ? throw new ArgumentException(fault, nameof(scenarios))
            : Read(nameof(RunStress), portfolio, grain => grain.RunStress(new(portfolio), scenarios), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ForecastView>> GetForecasts(
        string portfolio, Instant from, Instant to, string? method = null, int limit = 1_000, CancellationToken cancellationToken = default)
    {
        return ForecastRules.FaultOf(from, to, method, limit) is { } fault
            ? throw new ArgumentException(fault)
            : Read(nameof(GetForecasts), portfolio, grain => grain.GetForecasts(new(portfolio), from, to, method, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<CurveView> GetCurve(
        string portfolio, Instant from, Instant to, CurveResolution? resolution = null, CancellationToken cancellationToken = default)
    {
        return to < from
            ? throw new ArgumentException($"to is {to}, before from, {from}.", nameof(to))
            : Read(nameof(GetCurve), portfolio, grain => grain.GetCurve(new(portfolio), from, to, resolution), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<DayRecord>> GetDays(string portfolio, CancellationToken cancellationToken = default) =>
        Read(nameof(GetDays), portfolio, grain => grain.GetDays(new(portfolio)), cancellationToken);

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
    public Task<PortfolioBranch> GetChildren(string portfolio, CancellationToken cancellationToken = default) =>
        Read(nameof(GetChildren), portfolio, grain => grain.GetChildren(new(portfolio)), cancellationToken);

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
        CheckInstrument(instrument);
        return ReadBook(nameof(ReadTrades), instrument, book => book.ReadTrades(after, limit), cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<PortfolioView> WatchPortfolio(string portfolio, CancellationToken cancellationToken = default) =>
        _watches.Portfolio(Portfolio(portfolio), new(portfolio), (grain, id) => grain.WatchUpdates(id, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<PortfolioView> WatchPortfolioPaced(string portfolio, CancellationToken cancellationToken = default) =>
        _watches.Portfolio(Portfolio(portfolio), new(portfolio), (grain, id) => grain.WatchUpdatesPaced(id, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<BookView> WatchBook(
        InstrumentId instrument, int depth = MaxLevels, CancellationToken cancellationToken = default)
    {
        CheckInstrument(instrument);
        CheckDepth(depth);
        return _watches.Book(instrument, depth, cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<TradePage> WatchTrades(
        InstrumentId instrument, TradeCursor after = default, CancellationToken cancellationToken = default)
    {
        CheckInstrument(instrument);
        return _watches.Trades(instrument, after, cancellationToken);
    }

    private Task<T> Read<T>(string call, string portfolio, Func<IPortfolioGrain, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        return Known();

        async Task<T> Known()
        {
            await names.Require(portfolio, cancellationToken).ConfigureAwait(false);
            var grain = grains.Portfolio(new(portfolio));
            return await retry.Call(call, portfolio, () => read(grain), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> ReadBook<T>(string call, InstrumentId instrument, Func<IOrderBookGrain, Task<T>> read, CancellationToken cancellationToken)
    {
        await names.Require(instrument, cancellationToken).ConfigureAwait(false);
        var book = grains.Book(instrument);
        return await retry.Call(call, instrument.ToString(), () => read(book), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an inventory; <see langword="null"/> when portfolio or instrument is not known, because then it holds nothing of it.</summary>
    private async Task<T?> FindInventory<T>(
        string call, string portfolio, InstrumentId instrument, Func<IInventoryGrain, Task<T?>> read, CancellationToken cancellationToken)
        where T : class
    {
        if (!await names.Has(portfolio, cancellationToken).ConfigureAwait(false)
            || !await names.Has(instrument, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var inventory = grains.Inventory(instrument);
        return await retry.Call(call, $"{instrument} of {portfolio}", () => read(inventory), cancellationToken).ConfigureAwait(false);
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
