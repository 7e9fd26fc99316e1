using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Ballast.Grains.Interfaces;

namespace Ballast.Client;

/// <summary>Records fills and reads books, inventory, PnL and risk of a Ballast cluster. Safe for use from many threads.</summary>
/// <remarks>
/// Reads and writes are retried while the cluster moves a grain, within the caller's token; recording a fill twice is safe,
/// because a fill is identified by its account, trade id and side. What cannot be had in time is a
/// <see cref="BallastUnavailableException"/>. Watches end only by their token.
/// </remarks>
public interface IBallastClient
{
    /// <summary>Books fills; those with outcome <see cref="FillOutcome.Recorded"/> are durable once this completes.</summary>
    /// <param name="fills">Any mix of instruments and portfolios; not empty. Order is kept per instrument and portfolio.</param>
    /// <param name="cancellationToken">Gives up waiting; what was sent may still be booked.</param>
    /// <returns>One receipt per fill, in the order given.</returns>
    Task<IReadOnlyList<FillReceipt>> RecordFills(IReadOnlyList<Fill> fills, CancellationToken cancellationToken = default);

    /// <summary>Books events of any kind: fills, voids, funding, adjustments, settlements, changes of terms. As <see cref="RecordFills"/>.</summary>
    Task<IReadOnlyList<FillReceipt>> RecordEvents(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="RecordEvents"/>, for events of any age: each is judged against everything the journal retains. Order is kept per instrument.</summary>
    Task<IReadOnlyList<FillReceipt>> ImportEvents(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's ledgers of one instrument with every lot, under all cost methods.</summary>
    Task<InventoryView> GetLedgers(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's own markouts in one instrument, without those of portfolios below it; <see langword="null"/> when it never traded it.</summary>
    /// <param name="portfolio">Whose.</param>
    /// <param name="instrument">Which instrument.</param>
    /// <param name="recent">Most single fills to answer with, newest first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<MarkoutView?> GetMarkouts(
        string portfolio, InstrumentId instrument, int recent = 100, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's own markouts over all its instruments, without those of portfolios below it: one entry per settle asset (and per set of horizons, where those differ).</summary>
    /// <param name="portfolio">Whose.</param>
    /// <param name="by">Dimensions to tell apart.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<PortfolioMarkouts>> GetMarkouts(
        string portfolio, MarkoutDimensions by, CancellationToken cancellationToken = default);

    /// <summary>
    /// By instrument that a portfolio ever traded itself, those of portfolios below it left out, in order: age, turnover and half-life of its inventory, and where Avellaneda and Stoikov's and
    /// Guéant, Lehalle and Fernandez-Tapia's models would quote around it, with every input.
    /// </summary>
    /// <param name="portfolio">Whose.</param>
    /// <param name="gamma">Aversion to risk, in one over quote currency; <see langword="null"/> takes <c>Quoting:Gamma</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is not positive.</exception>
    Task<IReadOnlyList<MarketMakingView>> GetMarketMaking(string portfolio, double? gamma = null, CancellationToken cancellationToken = default);

    /// <summary>The book, its best <paramref name="depth"/> levels (1 to 25) a side.</summary>
    Task<BookView> GetBook(InstrumentId instrument, int depth = 25, CancellationToken cancellationToken = default);

    /// <summary>Figures of a book: mid, spread, imbalance, depth, cost of trading a size, order flow, VPIN, realised volatility.</summary>
    /// <param name="instrument">Which book.</param>
    /// <param name="request">Distances and sizes to answer for; <see langword="null"/> for the usual distances and no size.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">The request has a fault; the message names it with its value.</exception>
    Task<BookAnalyticsView> GetBookAnalytics(
        InstrumentId instrument, BookAnalyticsRequest? request = null, CancellationToken cancellationToken = default);

    /// <summary>How the feeds of the cluster are, in order of their keys; each says when it reported.</summary>
    Task<IReadOnlyList<FeedStatus>> GetFeeds(CancellationToken cancellationToken = default);

    /// <summary>A portfolio's ledgers of one instrument; <see langword="null"/> when it never traded it.</summary>
    Task<PositionPush?> GetInventory(string portfolio, InstrumentId instrument, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's positions and PnL.</summary>
    Task<PortfolioView> GetPortfolio(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's risk as last computed: figures by all methods with their conventions, components, exposure, liquidity, stresses, backtests.</summary>
    Task<RiskView> GetRisk(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>What a portfolio's risk would be computed from now: positions, conversions, samples, conventions.</summary>
    Task<RiskInputs> GetRiskInputs(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>What stresses would do to a portfolio now, in the order given.</summary>
    /// <exception cref="ArgumentException">There are none, more than 100, or one cannot be run; the message names key and value.</exception>
    Task<IReadOnlyList<StressResult>> RunStress(
        string portfolio, IReadOnlyList<StressScenario> scenarios, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's forecasts of its risk with what then happened: the newest of a range, oldest first.</summary>
    /// <param name="portfolio">Whose.</param>
    /// <param name="from">First time of forecasts.</param>
    /// <param name="to">Last time; not before <paramref name="from"/>.</param>
    /// <param name="method">One of <see cref="RiskMethods"/>; <see langword="null"/> for all.</param>
    /// <param name="limit">Most forecasts, from 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">An argument is not as said; the message names it and its value.</exception>
    Task<IReadOnlyList<ForecastView>> GetForecasts(
        string portfolio, Instant from, Instant to, string? method = null, int limit = 1_000, CancellationToken cancellationToken = default);

    /// <summary>Points of a portfolio's equity curve from <paramref name="from"/> to <paramref name="to"/>, oldest first.</summary>
    /// <param name="portfolio">Whose curve.</param>
    /// <param name="from">First time.</param>
    /// <param name="to">Last time; not before <paramref name="from"/>.</param>
    /// <param name="resolution">Distance of the points; <see langword="null"/> takes the finest that gives at most 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<CurveView> GetCurve(
        string portfolio, Instant from, Instant to, CurveResolution? resolution = null, CancellationToken cancellationToken = default);

    /// <summary>A portfolio's closed days with their restatements, oldest first.</summary>
    Task<IReadOnlyList<DayRecord>> GetDays(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>Sets the time of the UTC day at which a portfolio's days end; the present day still ends at the old one.</summary>
    /// <exception cref="ArgumentException">It is not in whole seconds from 00:00:00 to 23:59:59.</exception>
    Task<DayBook> SetDayBoundary(string portfolio, TimeSpan boundary, CancellationToken cancellationToken = default);

    /// <summary>Puts a portfolio under another, in which all its positions then count; <see langword="null"/> puts it at the top.</summary>
    /// <returns>The portfolio with everything below it.</returns>
    /// <exception cref="ArgumentException">The parent is empty, the portfolio itself or below it; nothing was changed.</exception>
    Task<PortfolioBranch> SetParent(string portfolio, string? parent, CancellationToken cancellationToken = default);

    /// <summary>A portfolio with everything below it.</summary>
    Task<PortfolioBranch> GetChildren(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>Where a venue and a portfolio do not agree on what an account holds, with proposed adjustments. Portfolios below it do not count. Books nothing.</summary>
    /// <exception cref="ArgumentException">The report has a fault; the message names key and value.</exception>
    /// <exception cref="BallastUnavailableException">A member of the portfolio has not answered, so that its positions are not known.</exception>
    Task<IReadOnlyList<PositionDifference>> Reconcile(string portfolio, VenueReport report, CancellationToken cancellationToken = default);

    /// <summary>Books adjustments that <see cref="Reconcile"/> proposes for this report now.</summary>
    /// <param name="portfolio">Portfolio they are booked in.</param>
    /// <param name="report">The report they were proposed for.</param>
    /// <param name="adjustmentIds">Ids of the proposals to book; at least one.</param>
    /// <param name="cancellationToken">Gives up waiting; what was sent may still be booked.</param>
    /// <returns>One receipt per id.</returns>
    /// <exception cref="ArgumentException">An id is not proposed any more, because something was booked meanwhile; nothing was booked.</exception>
    Task<IReadOnlyList<FillReceipt>> ApplyReconciliation(
        string portfolio, VenueReport report, IReadOnlyList<string> adjustmentIds, CancellationToken cancellationToken = default);

    /// <summary>Trades after a cursor that have arrived already; <c>default</c> starts at the oldest kept.</summary>
    Task<TradePage> ReadTrades(InstrumentId instrument, TradeCursor after, int limit = 1000, CancellationToken cancellationToken = default);

    /// <summary>Follows a portfolio; the newest view first, then on every change, skipping what a slow reader missed.</summary>
    IAsyncEnumerable<PortfolioView> WatchPortfolio(string portfolio, CancellationToken cancellationToken = default);

    /// <summary>Follows a book; skips what a slow reader missed.</summary>
    IAsyncEnumerable<BookView> WatchBook(InstrumentId instrument, int depth = 25, CancellationToken cancellationToken = default);

    /// <summary>Follows trades in order, none skipped; a page says when some before it may be missing.</summary>
    IAsyncEnumerable<TradePage> WatchTrades(InstrumentId instrument, TradeCursor after = default, CancellationToken cancellationToken = default);
}
