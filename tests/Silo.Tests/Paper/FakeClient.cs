using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Domain.Pnl.Reconciliation;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Xunit;

namespace Ballast.Silo.Tests.Paper;

/// <summary>A cluster in memory: books and trades as a test sets them, fills as the maker records them.</summary>
internal sealed class FakeClient : IBallastClient
{
    private readonly Dictionary<InstrumentId, List<Trade>> _trades = [];
    private readonly HashSet<InstrumentId> _gaps = [];
    private readonly HashSet<EventKey> _keys = [];

    public Dictionary<InstrumentId, BookView> Books { get; } = [];

    public Dictionary<InstrumentId, PositionPush> Positions { get; } = [];

    public List<Fill> Recorded { get; } = [];

    public List<int> DepthsAsked { get; } = [];

    /// <summary>Thrown by the next recordings, after they were booked when so set.</summary>
    public (int Times, bool AfterBooking) Unavailable { get; set; }

    public FillOutcome? Answer { get; set; }

    /// <summary>Books asked for that are still to be refused.</summary>
    public int BooksUnavailable { get; set; }

    /// <summary>Completes when the first book was given.</summary>
    public TaskCompletionSource BookGiven { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(Trade trade)
    {
        if (!_trades.TryGetValue(trade.Instrument, out var list))
        {
            _trades[trade.Instrument] = list = [];
        }

        list.Add(trade);
    }

    /// <summary>The next page of this instrument says that trades may be missing.</summary>
    public void Gap(InstrumentId instrument) => _gaps.Add(instrument);

    public Task<IReadOnlyList<FillReceipt>> RecordFills(IReadOnlyList<Fill> fills, CancellationToken cancellationToken = default)
    {
        Assert.NotEmpty(fills);
        var fails = Unavailable.Times > 0;
        if (fails && !Unavailable.AfterBooking)
        {
            Unavailable = Unavailable with { Times = Unavailable.Times - 1 };
            throw new BallastUnavailableException("RecordFills");
        }

        var receipts = new List<FillReceipt>();
        foreach (var fill in fills)
        {
            Assert.Null(fill.Fault());
            var outcome = Answer ?? (_keys.Add(fill.Key) ? FillOutcome.Recorded : FillOutcome.Duplicate);
            if (outcome == FillOutcome.Recorded)
            {
                Recorded.Add(fill);
            }

            receipts.Add(new(fill.TradeId, outcome, outcome > FillOutcome.Duplicate ? "as the test says" : null));
        }

        if (fails)
        {
            Unavailable = Unavailable with { Times = Unavailable.Times - 1 };
            throw new BallastUnavailableException("RecordFills");
        }

        return Task.FromResult<IReadOnlyList<FillReceipt>>(receipts);
    }

    public Task<BookView> GetBook(InstrumentId instrument, int depth = 25, CancellationToken cancellationToken = default)
    {
        DepthsAsked.Add(depth);
        if (BooksUnavailable > 0)
        {
            BooksUnavailable--;
            throw new BallastUnavailableException("GetBook");
        }

        BookGiven.TrySetResult();
        return Task.FromResult(Books[instrument]);
    }

    public Task<IReadOnlyList<FeedStatus>> GetFeeds(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<BookAnalyticsView> GetBookAnalytics(
        InstrumentId instrument, BookAnalyticsRequest? request = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<PositionPush?> GetInventory(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default) =>
        Task.FromResult(Positions.GetValueOrDefault(instrument));

    public Task<TradePage> ReadTrades(
        InstrumentId instrument, TradeCursor after, int limit = 1000, CancellationToken cancellationToken = default)
    {
        var trades = _trades.GetValueOrDefault(instrument, []).Skip((int)after.Position).Take(limit).ToArray();
        return Task.FromResult(new TradePage
        {
            Trades = trades,
            Next = new(1, after.Position + trades.Length),
            Gap = _gaps.Remove(instrument),
        });
    }

    public Task<PortfolioView> GetPortfolio(string portfolio, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<MarketMakingView>> GetMarketMaking(string portfolio, double? gamma = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<RiskInputs> GetRiskInputs(string portfolio, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<StressResult>> RunStress(
        string portfolio, IReadOnlyList<StressScenario> scenarios, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<RiskView> GetRisk(string portfolio, CancellationToken cancellationToken = default) =>
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
        string portfolio, Instant from, Instant to, string? method = null, int limit = 1_000, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<CurveView> GetCurve(
        string portfolio, Instant from, Instant to, CurveResolution? resolution = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<DayRecord>> GetDays(string portfolio, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<PositionDifference>> Reconcile(
        string portfolio, VenueReport report, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<FillReceipt>> ApplyReconciliation(
        string portfolio, VenueReport report, IReadOnlyList<string> adjustmentIds, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<PortfolioBranch> SetParent(string portfolio, string? parent, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<PortfolioBranch> GetChildren(string portfolio, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<DayBook> SetDayBoundary(string portfolio, TimeSpan boundary, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<PortfolioView> WatchPortfolio(string portfolio, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<PortfolioView> WatchPortfolioPaced(string portfolio, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<BookView> WatchBook(InstrumentId instrument, int depth = 25, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<TradePage> WatchTrades(
        InstrumentId instrument, TradeCursor after = default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
