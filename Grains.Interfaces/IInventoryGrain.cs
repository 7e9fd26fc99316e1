using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>The ledgers of every account and portfolio that trades one instrument.</summary>
/// <remarks>Key: <c>exchange/symbol</c>. Every event is journaled before it is acknowledged.</remarks>
[Alias("ballast.grain.inventory")]
public interface IInventoryGrain : IMidSubscriber
{
    /// <summary>Books events of one portfolio, which are durable once this completes: fills, voids, funding, adjustments; also settlements and changes of terms, which are the instrument's.</summary>
    /// <returns>One outcome per event, in order. A refused or conflicting event does not stop the others.</returns>
    [Alias("record-events"), AlwaysInterleave]
    Task<RecordedFills> RecordEvents(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events);

    /// <summary>As <see cref="RecordEvents"/>, for events of any age: each is judged against everything the journal retains.</summary>
    /// <remarks>Without a portfolio's name it takes events of any, so that they are booked in the order given.</remarks>
    /// <returns>One outcome per event, in order.</returns>
    [Alias("import"), AlwaysInterleave]
    Task<RecordedFills> Import(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events);

    /// <summary>The portfolio's ledgers with every lot, under all cost methods; empty when it never traded the instrument.</summary>
    [Alias("ledgers"), AlwaysInterleave]
    Task<InventoryView> GetLedgers(PortfolioId portfolio);

    /// <summary>The portfolio's markouts; <see langword="null"/> when it never traded the instrument.</summary>
    /// <param name="portfolio">Whose.</param>
    /// <param name="recent">Most single fills to answer with, newest first.</param>
    [Alias("markouts"), AlwaysInterleave]
    Task<MarkoutView?> GetMarkouts(PortfolioId portfolio, int recent);

    /// <summary>How the portfolio's inventory behaves; <see langword="null"/> when it never traded the instrument.</summary>
    [Alias("inventory-figures"), AlwaysInterleave]
    Task<InventoryFigures?> GetInventoryFigures(PortfolioId portfolio);

    /// <summary>What the portfolio's ledgers of this instrument were worth at a past time, with everything known now of that time.</summary>
    /// <param name="portfolio">Whose.</param>
    /// <param name="at">Venue time.</param>
    /// <param name="mark">Price to value at, in quote; <see langword="null"/> when there was none.</param>
    /// <param name="mid">Mid for the attribution, in quote; <see langword="null"/> when there was none.</param>
    /// <returns><see langword="null"/> when it held no ledger by then.</returns>
    [Alias("value-at"), AlwaysInterleave]
    Task<Attribution?> GetValueAt(PortfolioId portfolio, Instant at, decimal? mark, decimal? mid);

    /// <summary>The portfolio's ledgers of this instrument; <see langword="null"/> when it never traded it.</summary>
    [Alias("position"), AlwaysInterleave]
    Task<PositionPush?> GetPosition(PortfolioId portfolio);

    /// <summary>Applies the feed's newest ticker, values every ledger now and completes when the portfolios have the result.</summary>
    [Alias("drain"), AlwaysInterleave]
    Task Drain();

    /// <summary>
    /// As <see cref="Drain"/>, but no second after a time closes: the seconds of a long recording leave in parts, each of a day at most;
    /// older ones than a day before that time do not close at all.
    /// </summary>
    /// <param name="upTo">Venue time.</param>
    [Alias("drain-to"), AlwaysInterleave]
    Task DrainTo(Instant upTo);
}

/// <summary>What became of one event.</summary>
/// <param name="TradeId">Trade id as given; of other events the id of their key.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it was not recorded; <see langword="null"/> when it was, or was already.</param>
/// <param name="Proposed">
/// For a void of a fill that is older than the journal reaches: what would do instead, if somebody books it; <see langword="null"/> otherwise, and
/// when the void does not say price and quantity.
/// </param>
[GenerateSerializer, Immutable, Alias("ballast.fill-receipt")]
public sealed record FillReceipt(
    [property: Id(0)] string TradeId, [property: Id(1)] FillOutcome Outcome, [property: Id(2)] string? Reason,
    [property: Id(3)] Adjustment? Proposed = null);

/// <summary>Answer to <see cref="IInventoryGrain.RecordEvents"/>.</summary>
/// <param name="Receipts">One per event, in order.</param>
/// <param name="Position">The portfolio's position after them; <see langword="null"/> when it still holds no ledger here.</param>
[GenerateSerializer, Immutable, Alias("ballast.recorded-fills")]
public sealed record RecordedFills(
    [property: Id(0)] IReadOnlyList<FillReceipt> Receipts, [property: Id(1)] PositionPush? Position);

/// <summary>Contract terms of one instrument.</summary>
/// <remarks>Key: <c>exchange/symbol</c>. Terms defined here outlive restarts; otherwise those the silo is configured with hold.</remarks>
[Alias("ballast.grain.instrument")]
public interface IInstrumentGrain : IGrainWithStringKey
{
    /// <summary>The terms, or <see langword="null"/> when nobody defined any.</summary>
    [Alias("terms"), AlwaysInterleave]
    Task<Instrument?> GetTerms();

    /// <summary>Defines or replaces the terms, durably.</summary>
    /// <exception cref="ArgumentException">The terms contradict themselves; the message names key and value.</exception>
    [Alias("define")]
    Task Define(Instrument terms);
}
