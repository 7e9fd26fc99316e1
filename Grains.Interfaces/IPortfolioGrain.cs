using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>Rolls up the positions of one portfolio.</summary>
/// <remarks>Key: portfolio id.</remarks>
[Alias("ballast.grain.portfolio")]
public interface IPortfolioGrain : IGrainWithStringKey
{
    /// <summary>Records durably that the portfolio trades an instrument; an inventory waits for it before its first acknowledgement.</summary>
    [Alias("record-member"), AlwaysInterleave]
    Task RecordMember(InstrumentId instrument);

    /// <summary>Instruments the portfolio ever traded, in order of id.</summary>
    [Alias("members"), AlwaysInterleave]
    Task<IReadOnlyList<InstrumentId>> GetMembers(PortfolioId portfolio);

    /// <summary>Takes positions from a silo's outbox; older ones than known are dropped.</summary>
    [Alias("positions"), AlwaysInterleave]
    Task OnPositions(IReadOnlyList<PositionPush> positions);

    /// <summary>PnL now.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<PortfolioView> GetPortfolio(PortfolioId portfolio);

    /// <summary>Risk as last computed, with its as-of; a new computation starts when positions, samples or rates changed since, at most one per interval.</summary>
    [Alias("risk"), AlwaysInterleave]
    Task<RiskView> GetRisk(PortfolioId portfolio);

    /// <summary>What a computation of risk would be made of now.</summary>
    [Alias("risk-inputs"), AlwaysInterleave]
    Task<RiskInputs> GetRiskInputs(PortfolioId portfolio);

    /// <summary>What stresses would do to the positions now, in the order given.</summary>
    /// <exception cref="ArgumentException">There are none, more than 100, or one cannot be run; the message names key and value.</exception>
    [Alias("run-stress"), AlwaysInterleave]
    Task<IReadOnlyList<StressResult>> RunStress(PortfolioId portfolio, IReadOnlyList<StressScenario> scenarios);

    /// <summary>Kept forecasts with what then happened, the newest of a range, oldest first.</summary>
    /// <param name="portfolio">Whose.</param>
    /// <param name="from">First time of forecasts.</param>
    /// <param name="to">Last time; not before <paramref name="from"/>.</param>
    /// <param name="method">One of <see cref="RiskMethods"/>; <see langword="null"/> for all.</param>
    /// <param name="limit">Most forecasts, from 1 to 10,000.</param>
    /// <exception cref="ArgumentException">An argument is not as said; the message names it and its value.</exception>
    [Alias("forecasts"), AlwaysInterleave]
    Task<IReadOnlyList<ForecastView>> GetForecasts(PortfolioId portfolio, Instant from, Instant to, string? method, int limit);

    /// <summary>What a recording's forecasts were made of, oldest first: positions and conversions at each point; empty when no recording is replayed.</summary>
    [Alias("recorded-points"), AlwaysInterleave]
    Task<IReadOnlyList<ForecastPoint>> GetRecordedPoints(PortfolioId portfolio);

    /// <summary>Points of the equity curve, oldest first.</summary>
    /// <param name="portfolio">Whose curve.</param>
    /// <param name="from">First time.</param>
    /// <param name="to">Last time; not before <paramref name="from"/>.</param>
    /// <param name="resolution">Distance of the points; <see langword="null"/> takes the finest that gives at most 10,000.</param>
    [Alias("curve"), AlwaysInterleave]
    Task<CurveView> GetCurve(PortfolioId portfolio, Instant from, Instant to, CurveResolution? resolution);

    /// <summary>Every closed day with its restatements, oldest first.</summary>
    [Alias("days"), AlwaysInterleave]
    Task<IReadOnlyList<DayRecord>> GetDays(PortfolioId portfolio);

    /// <summary>When the portfolio's days end.</summary>
    [Alias("day-book"), AlwaysInterleave]
    Task<DayBook> GetDayBook(PortfolioId portfolio);

    /// <summary>Sets the time of the UTC day at which days end, durably; the present day still ends at the old one.</summary>
    /// <exception cref="ArgumentException">It is not in whole seconds from 00:00:00 to 23:59:59.</exception>
    [Alias("set-day-boundary"), AlwaysInterleave]
    Task<DayBook> SetDayBoundary(PortfolioId portfolio, TimeSpan boundary);

    /// <summary>Completes when everything pushed so far that may close is closed and stored.</summary>
    [Alias("drain"), AlwaysInterleave]
    Task Drain();

    /// <summary>As <see cref="Drain"/>, at the end of a recording.</summary>
    /// <param name="allClosedTo">Every member has closed and sent its seconds up to here; one that never closed any held nothing.</param>
    [Alias("drain-to"), AlwaysInterleave]
    Task DrainTo(Instant allClosedTo);

    /// <summary>Puts the portfolio under another, in which all its positions then count; <see langword="null"/> puts it at the top.</summary>
    /// <returns>The portfolio with everything below it.</returns>
    /// <exception cref="ArgumentException">The parent is empty, the portfolio itself or below it; nothing was changed.</exception>
    [Alias("set-parent"), AlwaysInterleave]
    Task<PortfolioBranch> SetParent(PortfolioId portfolio, PortfolioId? parent);

    /// <summary>The portfolio with everything below it.</summary>
    [Alias("children"), AlwaysInterleave]
    Task<PortfolioBranch> GetChildren(PortfolioId portfolio);

    /// <summary>Says that the portfolio has got or lost a child; it looks at the tree.</summary>
    [Alias("on-children"), AlwaysInterleave]
    Task OnChildren();

    /// <summary>Takes what a child knows.</summary>
    /// <returns><see langword="false"/> when the child has to tell everything, or is none.</returns>
    [Alias("on-child"), AlwaysInterleave]
    Task<bool> OnChild(PortfolioPush push);

    /// <summary>Everything the portfolio would tell a parent.</summary>
    [Alias("all"), AlwaysInterleave]
    Task<PortfolioPush> GetAll();

    /// <summary>PnL now and whenever it changed, newest only when the reader is slower.</summary>
    [Alias("watch")]
    IAsyncEnumerable<PortfolioView> Watch(PortfolioId portfolio, CancellationToken cancellationToken = default);
}

/// <summary>Rates between assets from the mids of spot books.</summary>
/// <remarks>Key: <c>fx</c>.</remarks>
[Alias("ballast.grain.fx")]
public interface IFxGrain : IMidSubscriber
{
    /// <summary>Takes rates from a spot instrument from now on, over restarts too.</summary>
    [Alias("add"), AlwaysInterleave]
    Task Add(InstrumentId instrument);

    /// <summary>The newest table.</summary>
    [Alias("table"), AlwaysInterleave]
    Task<FxTable> GetTable();

    /// <summary>The rates of the whole minute at or before a venue time.</summary>
    /// <remarks>Previous tick of each instrument, no older than the age limit. Kept for three days; what is older has no table.</remarks>
    [Alias("minute-rate"), AlwaysInterleave]
    Task<FxPoint> GetPoint(Instant at);

    /// <summary>Takes what every book knows and closes each minute up to <paramref name="upTo"/>; for the end of a recording, after which nothing comes late.</summary>
    [Alias("drain"), AlwaysInterleave]
    Task Drain(Instant upTo);
}
