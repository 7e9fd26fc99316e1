using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
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

namespace Ballast.Client;

/// <summary>Records fills and reads books, inventory, PnL and risk of a Ballast cluster. Safe for use from many threads.</summary>
/// <remarks>
/// Calls are retried while the cluster moves a grain, until the caller's token ends or <see cref="BallastClientOptions.Timeout"/> has passed; then
/// they throw <see cref="BallastUnavailableException"/>. A read of a portfolio or instrument that the cluster does not know throws
/// <see cref="BallastNotFoundException"/>, or gives <see langword="null"/> where its result may be; a watch begins once its name is known. Recording a fill twice is safe, because a fill is identified by account,
/// trade id and side. Watches end only when their token is cancelled.
/// </remarks>
public interface IBallastClient
{
    /// <summary>Records fills; those with outcome <see cref="FillOutcome.Recorded"/> are durable once this completes.</summary>
    /// <param name="fills">Any mix of instruments and portfolios; not empty. Order is kept per instrument and portfolio.</param>
    /// <param name="cancellationToken">Gives up waiting; what was sent may still be booked.</param>
    /// <returns>One receipt per fill, in the order given.</returns>
    Task<IReadOnlyList<FillReceipt>> RecordFills(IReadOnlyList<Fill> fills, CancellationToken cancellationToken = default);

    /// <summary>Records ledger events of any kind as <see cref="RecordFills"/> does: fills, voids, funding, adjustments, settlements, changes of terms.</summary>
    Task<IReadOnlyList<FillReceipt>> RecordEvents(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Records events of any age. Each is checked for duplicates against everything the journal retains; order is kept per instrument.</summary>
    Task<IReadOnlyList<FillReceipt>> ImportEvents(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's ledgers of one instrument, with every lot, by average cost, first-in-first-out and last-in-first-out.</summary>
    /// <exception cref="BallastNotFoundException">The portfolio or the instrument is not known, or the portfolio never traded the instrument itself.</exception>
    Task<InventoryView> GetLedgers(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's markouts in one instrument, without portfolios below it; <see langword="null"/> when the portfolio never traded the instrument.</summary>
    /// <param name="portfolio">Portfolio to read.</param>
    /// <param name="instrument">Which instrument.</param>
    /// <param name="recent">How many single fills to return at most, newest first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<MarkoutView?> GetMarkouts(
        string portfolio, InstrumentId instrument, int recent = 100, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's markouts over all its instruments, without portfolios below it. There is one entry per settle asset, and per set of horizons where those differ.</summary>
    /// <param name="portfolio">Portfolio to read.</param>
    /// <param name="by">Dimensions to group by.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<PortfolioMarkouts>> GetMarkouts(
        string portfolio, MarkoutDimensions by, CancellationToken cancellationToken = default);

    /// <summary>
    /// Age, turnover and half-life of inventory for each instrument that a portfolio ever traded itself, ordered by instrument, and the
    /// quotes of two models around it (Avellaneda and Stoikov 2008; Guéant, Lehalle and Fernandez-Tapia 2013) with every input.
    /// </summary>
    /// <param name="portfolio">Portfolio to read.</param>
    /// <param name="gamma">Risk aversion γ, per unit of quote currency; <see langword="null"/> takes <c>Quoting:Gamma</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is not positive.</exception>
    Task<IReadOnlyList<MarketMakingView>> GetMarketMaking(string portfolio, double? gamma = null, CancellationToken cancellationToken = default);

    /// <summary>A book with its best <paramref name="depth"/> levels (1 to 25) per side.</summary>
    Task<BookView> GetBook(InstrumentId instrument, int depth = 25, CancellationToken cancellationToken = default);

    /// <summary>Figures of a book: mid, spread, imbalance, depth, cost of trading a size, order flow, VPIN, realised volatility.</summary>
    /// <param name="instrument">Which book.</param>
    /// <param name="request">Distances and sizes to compute figures for; <see langword="null"/> for the default distances and no size.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">The request is not valid; the message names key and value.</exception>
    Task<BookAnalyticsView> GetBookAnalytics(
        InstrumentId instrument, BookAnalyticsRequest? request = null, CancellationToken cancellationToken = default);

    /// <summary>Status of every feed of the cluster, ordered by key; each says when it was reported.</summary>
    Task<IReadOnlyList<FeedStatus>> GetFeeds(CancellationToken cancellationToken = default);

    /// <summary>A portfolio's positions in one instrument, as the inventory has them; <see langword="null"/> when the portfolio never traded the instrument.</summary>
    Task<PositionPush?> GetInventory(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's positions and PnL.</summary>
    Task<PortfolioView> GetPortfolio(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's risk as last computed: figures by all methods with their conventions, components, exposure, liquidity, stresses and backtests.</summary>
    Task<RiskView> GetRisk(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>What a portfolio's risk would be computed from now: positions, balances, conversions, samples, conventions.</summary>
    Task<RiskInputs> GetRiskInputs(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>The profit or loss of a portfolio under each scenario, in the order given; a loss is negative.</summary>
    /// <exception cref="ArgumentException">There is no scenario, there are more than 100, or one is not valid; the message names key and value.</exception>
    Task<IReadOnlyList<StressResult>> RunStress(
        string portfolio, IReadOnlyList<StressScenario> scenarios, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's risk forecasts with the profit that followed each: the newest of a range, oldest first.</summary>
    /// <param name="portfolio">Portfolio to read.</param>
    /// <param name="from">Time of the first forecast.</param>
    /// <param name="to">Time of the last forecast; not before <paramref name="from"/>.</param>
    /// <param name="method">One of <see cref="RiskMethods"/>; <see langword="null"/> for all.</param>
    /// <param name="limit">How many forecasts to return at most, from 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An argument is out of range; the message names it and its value.</exception>
    Task<IReadOnlyList<ForecastView>> GetForecasts(
        string portfolio, Instant from, Instant to, string? method = null, int limit = 1_000, CancellationToken cancellationToken = default);

    /// <summary>Points of a portfolio's equity curve from <paramref name="from"/> to <paramref name="to"/>, oldest first.</summary>
    /// <param name="portfolio">Portfolio of the curve.</param>
    /// <param name="from">Time of the first point.</param>
    /// <param name="to">Time of the last point; not before <paramref name="from"/>.</param>
    /// <param name="resolution">Time between points; <see langword="null"/> takes the finest with at most 10,000 points.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<CurveView> GetCurve(
        string portfolio, Instant from, Instant to, CurveResolution? resolution = null, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's closed days with their restatements, oldest first.</summary>
    Task<IReadOnlyList<DayRecord>> GetDays(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>Sets the time of day (UTC) at which a portfolio's days end; the present day still ends at the old time.</summary>
    /// <exception cref="ArgumentException"><paramref name="boundary"/> is not a whole second from 00:00:00 to 23:59:59.</exception>
    Task<DayBook> SetDayBoundary(string portfolio, TimeSpan boundary, CancellationToken cancellationToken = default);

    /// <summary>Puts a portfolio under a parent, which then includes its positions; <see langword="null"/> removes it from its parent.</summary>
    /// <returns>The portfolio with all portfolios below it.</returns>
    /// <exception cref="ArgumentException">The parent is empty, is the portfolio itself, or is below it; nothing was changed.</exception>
    Task<PortfolioBranch> SetParent(string portfolio, string? parent, CancellationToken cancellationToken = default);

    /// <summary>A portfolio with all portfolios below it.</summary>
    Task<PortfolioBranch> GetChildren(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>The differences between what a venue says an account holds and a portfolio's own ledgers, with proposed adjustments. Nothing is booked.</summary>
    /// <exception cref="ArgumentException">The report is not valid; the message names key and value.</exception>
    /// <exception cref="BallastUnavailableException">An instrument of the portfolio has not answered, so its position is unknown.</exception>
    Task<IReadOnlyList<PositionDifference>> Reconcile(string portfolio, VenueReport report, CancellationToken cancellationToken = default);

    /// <summary>Books adjustments that <see cref="Reconcile"/> proposes for this report at the time of the call.</summary>
    /// <param name="portfolio">The portfolio to book them in.</param>
    /// <param name="report">The report they were proposed for.</param>
    /// <param name="adjustmentIds">Ids of the proposals to book; at least one.</param>
    /// <param name="cancellationToken">Gives up waiting; what was sent may still be booked.</param>
    /// <returns>One receipt per id.</returns>
    /// <exception cref="ArgumentException">An id is no longer proposed, because something was booked in the meantime; nothing was booked.</exception>
    Task<IReadOnlyList<FillReceipt>> ApplyReconciliation(
        string portfolio, VenueReport report, IReadOnlyList<string> adjustmentIds, CancellationToken cancellationToken = default);

    /// <summary>Trades after a cursor that have arrived so far, oldest first; <c>default</c> starts at the oldest trade kept.</summary>
    Task<TradePage> ReadTrades(InstrumentId instrument, TradeCursor after, int limit = 1000, CancellationToken cancellationToken = default);

    /// <summary>Follows a portfolio: the newest view first, then one after every change. A slow reader skips views.</summary>
    IAsyncEnumerable<PortfolioView> WatchPortfolio(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="WatchPortfolio"/>, but at most four views a second, which all callers in the cluster share; for showing figures to people.</summary>
    IAsyncEnumerable<PortfolioView> WatchPortfolioPaced(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>Follows a book: the newest view first, then one after every change. A slow reader skips views.</summary>
    IAsyncEnumerable<BookView> WatchBook(InstrumentId instrument, int depth = 25, CancellationToken cancellationToken = default);

    /// <summary>Follows trades in order and skips none; a page says when trades before it may be missing.</summary>
    IAsyncEnumerable<TradePage> WatchTrades(InstrumentId instrument, TradeCursor after = default, CancellationToken cancellationToken = default);
}
