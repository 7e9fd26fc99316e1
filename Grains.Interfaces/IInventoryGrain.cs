using Ballast.Domain;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Risk.Quoting;
using Ballast.Grains.Interfaces.Inventory;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>Ledgers of all accounts and portfolios that trade one instrument.</summary>
/// <remarks>Key: <c>exchange/symbol</c>. Every event is journaled before it is acknowledged.</remarks>
[Alias("ballast.grain.inventory")]
public interface IInventoryGrain : IMidSubscriber
{
    /// <summary>
    /// Books events of one portfolio: fills, voids, funding and adjustments; also settlements and changes of terms, which concern the whole
    /// instrument. They are durable when this completes.
    /// </summary>
    /// <returns>One outcome per event, in order. A refused or conflicting event does not stop the others.</returns>
    [Alias("record-events"), AlwaysInterleave]
    Task<RecordedFills> RecordEvents(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events);

    /// <summary>As <see cref="RecordEvents"/>, for events of any age: each is compared with all events that the journal keeps.</summary>
    /// <remarks>With an empty portfolio name it accepts events of all portfolios, so that they can be booked in the order given.</remarks>
    /// <returns>One outcome per event, in order.</returns>
    [Alias("import"), AlwaysInterleave]
    Task<RecordedFills> Import(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events);

    /// <summary>The portfolio's ledgers with all lots under all cost methods; without ledgers when it never traded the instrument.</summary>
    [Alias("ledgers"), AlwaysInterleave]
    Task<InventoryView> GetLedgers(PortfolioId portfolio);

    /// <summary>The portfolio's markouts; <see langword="null"/> when it never traded the instrument.</summary>
    /// <param name="portfolio">The portfolio.</param>
    /// <param name="recent">Maximum number of newest fills to include.</param>
    [Alias("markouts"), AlwaysInterleave]
    Task<MarkoutView?> GetMarkouts(PortfolioId portfolio, int recent);

    /// <summary>Age, turnover and mean reversion of the portfolio's inventory; <see langword="null"/> when it never traded the instrument.</summary>
    [Alias("inventory-figures"), AlwaysInterleave]
    Task<InventoryFigures?> GetInventoryFigures(PortfolioId portfolio);

    /// <summary>Profit of the portfolio's ledgers of this instrument at a past time, from all that is now known of that time, in settle currency.</summary>
    /// <param name="portfolio">The portfolio.</param>
    /// <param name="at">Venue time.</param>
    /// <param name="mark">Price at which to value, in quote; <see langword="null"/> when there was none.</param>
    /// <param name="mid">Last mid for the attribution, in quote; <see langword="null"/> when there was none.</param>
    /// <returns><see langword="null"/> when it had no ledger by then.</returns>
    /// <exception cref="InvalidOperationException">The events up to that time are not retained any more.</exception>
    [Alias("value-at"), AlwaysInterleave]
    Task<PnlAttribution?> GetValueAt(PortfolioId portfolio, Instant at, decimal? mark, decimal? mid);

    /// <summary>
    /// As <see cref="GetValueAt"/>, at several times, in the order given. A mark that is not given is looked for: in the marks and mids in memory, else in the
    /// samples of the book. It may take minutes when the whole journal must be folded for it.
    /// </summary>
    [Alias("values-at"), AlwaysInterleave, ResponseTimeout("00:10:00")]
    Task<IReadOnlyList<PastValue>> GetValuesAt(PortfolioId portfolio, IReadOnlyList<PastPoint> points);

    /// <summary>The portfolio's ledgers of this instrument; <see langword="null"/> when it never traded it.</summary>
    [Alias("position"), AlwaysInterleave]
    Task<PositionPush?> GetPosition(PortfolioId portfolio);

    /// <summary>
    /// As <see cref="GetPosition"/>, with the portfolio's values at the seconds closed after a time that were sent before, oldest first: a new activation of
    /// the portfolio does not know which of them the last one received. At most those of the last 15 minutes.
    /// </summary>
    [Alias("closed-after"), AlwaysInterleave]
    Task<PositionPush?> GetClosedAfter(PortfolioId portfolio, Instant after);

    /// <summary>
    /// Applies the feed's newest ticker, values all ledgers and sends the result to the portfolios, waiting for that only a few seconds; see
    /// <see cref="LongCalls.FlushTo(IInventoryGrain, Instant)"/>.
    /// </summary>
    /// <param name="request">Names the request; calls with the same name wait for the same work.</param>
    /// <param name="upTo">Venue time of the last second to close; <see langword="null"/> for every second that can close now.</param>
    /// <returns>Whether it has ended; if not, call again.</returns>
    [Alias("flush-some"), AlwaysInterleave]
    Task<bool> FlushSome(Guid request, Instant? upTo);
}
