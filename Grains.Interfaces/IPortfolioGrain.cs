using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>Rolls up positions, profit and risk of one portfolio.</summary>
/// <remarks>Key: portfolio id.</remarks>
[Alias("ballast.grain.portfolio")]
public interface IPortfolioGrain : IGrainWithStringKey
{
    /// <summary>Records durably that the portfolio trades an instrument; an inventory waits for this before its first acknowledgement.</summary>
    [Alias("record-member"), AlwaysInterleave]
    Task RecordMember(InstrumentId instrument);

    /// <summary>Instruments that the portfolio has ever traded, in order of id.</summary>
    [Alias("members"), AlwaysInterleave]
    Task<IReadOnlyList<InstrumentId>> GetMembers(PortfolioId portfolio);

    /// <summary>Receives positions from the outbox of a silo; positions older than known ones are dropped.</summary>
    /// <returns>Whether somebody follows the portfolio, so that it should receive a position with each new mid and not only once a second.</returns>
    [Alias("positions"), AlwaysInterleave]
    Task<bool> OnPositions(IReadOnlyList<PositionPush> positions);

    /// <summary>Newest second whose value the portfolio has received from a member; <see langword="null"/> when it has never received one.</summary>
    [Alias("closed-to"), AlwaysInterleave]
    Task<Instant?> GetClosedTo(InstrumentId member);

    /// <summary>Current positions and profit.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<PortfolioView> GetPortfolio(PortfolioId portfolio);

    /// <summary>
    /// Most recent risk figures, with their time. A new computation starts when positions, samples or rates have changed, at most once per
    /// interval.
    /// </summary>
    [Alias("risk"), AlwaysInterleave]
    Task<RiskView> GetRisk(PortfolioId portfolio);

    /// <summary>Computes risk anew, waiting for it only a few seconds; see <see cref="LongCalls.ComputeRisk"/>.</summary>
    /// <param name="request">Names the request; calls with the same name wait for the same computation.</param>
    /// <returns><see langword="null"/> when it has not ended; then call again.</returns>
    [Alias("try-compute-risk"), AlwaysInterleave]
    Task<RiskView?> TryComputeRisk(Guid request);

    /// <summary>Current inputs of a risk computation.</summary>
    [Alias("risk-inputs"), AlwaysInterleave]
    Task<RiskInputs> GetRiskInputs(PortfolioId portfolio);

    /// <summary>Runs stresses on the current positions; results are in the order given.</summary>
    /// <exception cref="ArgumentException">There are no scenarios, more than 100, or one is invalid; the message names key and value.</exception>
    [Alias("run-stress"), AlwaysInterleave]
    Task<IReadOnlyList<StressResult>> RunStress(PortfolioId portfolio, IReadOnlyList<StressScenario> scenarios);

    /// <summary>Kept forecasts with their outcomes, the newest within a range, oldest first.</summary>
    /// <param name="portfolio">The portfolio.</param>
    /// <param name="from">Earliest time of forecasts.</param>
    /// <param name="to">Latest time of forecasts; not before <paramref name="from"/>.</param>
    /// <param name="method">One of <see cref="RiskMethods"/>; <see langword="null"/> for all.</param>
    /// <param name="limit">Maximum number of forecasts, from 1 to 10,000.</param>
    /// <exception cref="ArgumentException">An argument is out of range; the message names it and its value.</exception>
    [Alias("forecasts"), AlwaysInterleave]
    Task<IReadOnlyList<ForecastView>> GetForecasts(PortfolioId portfolio, Instant from, Instant to, string? method, int limit);

    /// <summary>Positions, balances and conversions at each forecast point of a replayed recording, oldest first; empty when no recording is replayed.</summary>
    [Alias("recorded-points"), AlwaysInterleave]
    Task<IReadOnlyList<ForecastPoint>> GetRecordedPoints(PortfolioId portfolio);

    /// <summary>Points of the equity curve, oldest first.</summary>
    /// <param name="portfolio">The portfolio.</param>
    /// <param name="from">Earliest time of points.</param>
    /// <param name="to">Latest time of points; not before <paramref name="from"/>.</param>
    /// <param name="resolution">Distance of the points; <see langword="null"/> chooses the finest that gives at most 10,000 points.</param>
    [Alias("curve"), AlwaysInterleave]
    Task<CurveView> GetCurve(PortfolioId portfolio, Instant from, Instant to, CurveResolution? resolution);

    /// <summary>All closed days with their restatements, oldest first.</summary>
    [Alias("days"), AlwaysInterleave]
    Task<IReadOnlyList<DayRecord>> GetDays(PortfolioId portfolio);

    /// <summary>Time of day at which the portfolio's days end.</summary>
    [Alias("day-book"), AlwaysInterleave]
    Task<DayBook> GetDayBook(PortfolioId portfolio);

    /// <summary>Sets the time of the UTC day at which days end, durably; the current day still ends at the old time.</summary>
    /// <exception cref="ArgumentException">The time is not in whole seconds from 00:00:00 to 23:59:59.</exception>
    [Alias("set-day-boundary"), AlwaysInterleave]
    Task<DayBook> SetDayBoundary(PortfolioId portfolio, TimeSpan boundary);

    /// <summary>
    /// Closes and stores all seconds that can close from the positions received so far, and their forecasts, waiting for that only a few seconds; see
    /// <see cref="LongCalls.FlushTo(IPortfolioGrain, Instant)"/>.
    /// </summary>
    /// <param name="request">Names the request; calls with the same name wait for the same work.</param>
    /// <param name="allClosedTo">
    /// Time up to which all members have closed and sent their seconds, at the end of a recording; the default otherwise. A member that never closed any held no position.
    /// </param>
    /// <returns>Whether it has ended; if not, call again.</returns>
    [Alias("flush-some"), AlwaysInterleave]
    Task<bool> FlushSome(Guid request, Instant allClosedTo);

    /// <summary>Moves the portfolio under a parent, in which its positions then count; <see langword="null"/> moves it to the top.</summary>
    /// <returns>The portfolio with all portfolios below it.</returns>
    /// <exception cref="ArgumentException">The parent is empty, or is the portfolio itself or one below it. Nothing is changed.</exception>
    [Alias("set-parent"), AlwaysInterleave]
    Task<PortfolioBranch> SetParent(PortfolioId portfolio, PortfolioId? parent);

    /// <summary>The portfolio with all portfolios below it.</summary>
    [Alias("children"), AlwaysInterleave]
    Task<PortfolioBranch> GetChildren(PortfolioId portfolio);

    /// <summary>Tells the portfolio that it has gained or lost a child, so that it reads the tree again.</summary>
    [Alias("on-children"), AlwaysInterleave]
    Task OnChildren();

    /// <summary>Receives positions from a child.</summary>
    /// <returns><see langword="false"/> when the child must send everything again, or is not a child of this portfolio.</returns>
    [Alias("on-child"), AlwaysInterleave]
    Task<bool> OnChild(PortfolioPush push);

    /// <summary>All that the portfolio would send to a parent.</summary>
    [Alias("all"), AlwaysInterleave]
    Task<PortfolioPush> GetAll();

    /// <summary>
    /// Positions and profit now and after each change; a slow reader gets only the newest state. The first update is whole, a later one has only the positions
    /// that changed since the one before.
    /// </summary>
    [Alias("watch-updates")]
    IAsyncEnumerable<PortfolioUpdate> WatchUpdates(PortfolioId portfolio, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="WatchUpdates"/>, but at most four updates a second, in step for all readers; for showing figures to people.</summary>
    [Alias("watch-updates-paced")]
    IAsyncEnumerable<PortfolioUpdate> WatchUpdatesPaced(PortfolioId portfolio, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="WatchUpdates"/>, with whole views.</summary>
    [Alias("watch")]
    IAsyncEnumerable<PortfolioView> Watch(PortfolioId portfolio, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="Watch"/>, but at most four views a second, which all readers of it share; for showing figures to people.</summary>
    [Alias("watch-paced")]
    IAsyncEnumerable<PortfolioView> WatchPaced(PortfolioId portfolio, CancellationToken cancellationToken = default);
}
