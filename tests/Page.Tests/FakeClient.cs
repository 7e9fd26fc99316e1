using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Domain.Pnl.Reconciliation;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Grains.Portfolios;

namespace Ballast.Page.Tests;

/// <summary>A client whose answers a test sets.</summary>
internal sealed class FakeClient(PortfolioView portfolio, RiskView risk, BookView book) : IBallastClient, IPortfolioCatalog
{
    /// <summary>The portfolios there are.</summary>
    private static readonly string[] Names = ["arb", "main"];

    private readonly List<Channel<PortfolioView>> _watchers = [];
    private readonly Lock _gate = new();
    private int _riskReads;

    /// <summary>Number of times that risk was read.</summary>
    internal int RiskReads => Volatile.Read(ref _riskReads);

    internal PortfolioView Portfolio { get; private set; } = portfolio;

    internal InstrumentId? LastBook { get; private set; }

    internal BookAnalyticsRequest? LastAnalytics { get; private set; }

    /// <summary>What the last read or write of curve or days asked for.</summary>
    internal string? LastAsked { get; private set; }

    internal IReadOnlyList<StressScenario>? LastStress { get; private set; }

    internal VenueReport? LastReport { get; private set; }

    /// <summary>Whether every read waits without an answer, as when the cluster is down.</summary>
    internal bool Silent { get; set; }

    /// <summary>Exception that every read throws; <see langword="null"/> for none.</summary>
    internal Exception? Fault { get; set; }

    internal void Push(PortfolioView view)
    {
        lock (_gate)
        {
            Portfolio = view;
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(view));
        }
    }

    public async IAsyncEnumerable<PortfolioView> WatchPortfolioPaced(
        string portfolio, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<PortfolioView>();
        lock (_gate)
        {
            channel.Writer.TryWrite(Portfolio);
            _watchers.Add(channel);
        }

        await foreach (var view in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return view;
        }
    }

    public Task<PortfolioView> GetPortfolio(string portfolio, CancellationToken cancellationToken = default) =>
        Names.Contains(portfolio)
            ? Answer(Portfolio, cancellationToken)
            : Task.FromException<PortfolioView>(new BallastNotFoundException($"Portfolio '{portfolio}' has never traded."));

    public IAsyncEnumerable<PortfolioView> WatchPortfolio(string portfolio, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<RiskView> GetRisk(string portfolio, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _riskReads);
        return Answer(risk, cancellationToken);
    }

    public Task<RiskInputs> GetRiskInputs(string portfolio, CancellationToken cancellationToken = default) => Answer(SomeRisk.Inputs(), cancellationToken);

    public Task<IReadOnlyList<StressResult>> RunStress(
        string portfolio, IReadOnlyList<StressScenario> scenarios, CancellationToken cancellationToken = default)
    {
        LastStress = scenarios;
        return StressRules.FaultOf(scenarios) is { } fault
            ? throw new ArgumentException(fault, nameof(scenarios))
            : Answer<IReadOnlyList<StressResult>>([.. scenarios.Select(scenario => SomeRisk.Stress(scenario, -1.5))], cancellationToken);
    }

    public Task<IReadOnlyList<MarketMakingView>> GetMarketMaking(string portfolio, double? gamma = null, CancellationToken cancellationToken = default)
    {
        LastGamma = gamma;
        return Answer<IReadOnlyList<MarketMakingView>>([], cancellationToken);
    }

    public double? LastGamma { get; private set; }

    public Task<BookView> GetBook(InstrumentId instrument, int depth = 25, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 25);
        LastBook = instrument;
        return Answer(book with { Instrument = instrument }, cancellationToken);
    }

    public Task<IReadOnlyList<FeedStatus>> GetFeeds(CancellationToken cancellationToken = default) =>
        Answer<IReadOnlyList<FeedStatus>>([Some.Feed], cancellationToken);

    public Task<BookAnalyticsView> GetBookAnalytics(
        InstrumentId instrument, BookAnalyticsRequest? request = null, CancellationToken cancellationToken = default)
    {
        (LastBook, LastAnalytics) = (instrument, request);
        return Answer(Some.Analytics(instrument), cancellationToken);
    }

    public Task<IReadOnlyList<string>> List(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(Names);

    public Task<bool> Contains(string portfolio, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task Add(string portfolio, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<FillReceipt>> RecordFills(IReadOnlyList<Fill> fills, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<PositionPush?> GetInventory(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<TradePage> ReadTrades(
        InstrumentId instrument, TradeCursor after, int limit = 1000, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<BookView> WatchBook(InstrumentId instrument, int depth = 25, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<TradePage> WatchTrades(
        InstrumentId instrument, TradeCursor after = default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<FillReceipt>> RecordEvents(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<FillReceipt>> ImportEvents(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<InventoryView> GetLedgers(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<PortfolioMarkouts>> GetMarkouts(
        string portfolio, MarkoutDimensions by, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<MarkoutView?> GetMarkouts(
        string portfolio, InstrumentId instrument, int recent = 100, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ForecastView>> GetForecasts(
        string portfolio, Instant from, Instant to, string? method = null, int limit = 1_000, CancellationToken cancellationToken = default)
    {
        LastAsked = $"{portfolio} {from} {to} {method} {limit}";
        return ForecastRules.FaultOf(from, to, method, limit) is { } fault
            ? throw new ArgumentException(fault)
            : Answer<IReadOnlyList<ForecastView>>([], cancellationToken);
    }

    public Task<CurveView> GetCurve(
        string portfolio, Instant from, Instant to, CurveResolution? resolution = null, CancellationToken cancellationToken = default)
    {
        LastAsked = $"{portfolio} {from} {to} {resolution}";
        return Answer(
            new CurveView { Portfolio = portfolio, Currency = "USDT", Resolution = resolution ?? CurveResolution.Day, Points = [new(from, null, 1.5m, false)] },
            cancellationToken);
    }

    public Task<IReadOnlyList<DayRecord>> GetDays(string portfolio, CancellationToken cancellationToken = default)
    {
        LastAsked = portfolio;
        return Answer<IReadOnlyList<DayRecord>>([], cancellationToken);
    }

    /// <summary>What <see cref="GetChildren"/> answers.</summary>
    internal PortfolioBranch? Branch { get; set; }

    public Task<PortfolioBranch> SetParent(string portfolio, string? parent, CancellationToken cancellationToken = default)
    {
        LastAsked = $"{portfolio} under {parent ?? "nothing"}";
        return Answer(new PortfolioBranch { Portfolio = portfolio, Parent = parent, Children = [] }, cancellationToken);
    }

    public Task<PortfolioBranch> GetChildren(string portfolio, CancellationToken cancellationToken = default) =>
        Answer(Branch ?? new() { Portfolio = portfolio, Parent = null, Children = [] }, cancellationToken);

    public Task<DayBook> SetDayBoundary(string portfolio, TimeSpan boundary, CancellationToken cancellationToken = default)
    {
        LastAsked = $"{portfolio} {boundary}";
        return Answer(DayBook.Midnight.With(boundary), cancellationToken);
    }

    public Task<IReadOnlyList<PositionDifference>> Reconcile(
        string portfolio, VenueReport report, CancellationToken cancellationToken = default)
    {
        LastReport = report;
        return Answer(VenueReconciliation.Of(portfolio, report, [], _ => (null, null)), cancellationToken);
    }

    public Task<IReadOnlyList<FillReceipt>> ApplyReconciliation(
        string portfolio, VenueReport report, IReadOnlyList<string> adjustmentIds, CancellationToken cancellationToken = default)
    {
        LastReport = report;
        return Answer<IReadOnlyList<FillReceipt>>([.. adjustmentIds.Select(id => new FillReceipt(id, FillOutcome.Recorded, null))], cancellationToken);
    }

    private async Task<T> Answer<T>(T value, CancellationToken cancellationToken)
    {
        if (Silent)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return Fault is null ? value : throw Fault;
    }
}
