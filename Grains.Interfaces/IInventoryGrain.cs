using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>The ledgers of every account and portfolio that trades one instrument.</summary>
/// <remarks>Key: <c>exchange/symbol</c>. Every event is journaled before it is acknowledged.</remarks>
[Alias("ballast.grain.inventory")]
public interface IInventoryGrain : IMidSubscriber
{
    /// <summary>Books fills of one portfolio; they are durable once this completes.</summary>
    /// <returns>One outcome per fill, in order. A refused or conflicting fill does not stop the others.</returns>
    [Alias("record-fills"), AlwaysInterleave]
    Task<RecordedFills> RecordFills(PortfolioId portfolio, IReadOnlyList<Fill> fills);

    /// <summary>The portfolio's ledgers of this instrument; <see langword="null"/> when it never traded it.</summary>
    [Alias("position"), AlwaysInterleave]
    Task<PositionPush?> GetPosition(PortfolioId portfolio);

    /// <summary>What the portfolio's ledgers here were worth at a time, as it is known now.</summary>
    /// <param name="portfolio">Whose ledgers.</param>
    /// <param name="at">Venue time; events at it count.</param>
    /// <param name="mark">Price to value the position at, in quote; <see langword="null"/> when there was none.</param>
    /// <param name="mid">Mid to attribute with, in quote; <see langword="null"/> when there was none.</param>
    /// <returns>In settle currency; <see langword="null"/> when the portfolio never traded the instrument.</returns>
    [Alias("value-at"), AlwaysInterleave]
    Task<Attribution?> GetValueAt(PortfolioId portfolio, Instant at, decimal? mark, decimal? mid);

    /// <summary>Applies the feed's newest ticker, values every ledger now and completes when the portfolios have the result.</summary>
    [Alias("drain"), AlwaysInterleave]
    Task Drain();
}

/// <summary>What became of a fill.</summary>
public enum FillOutcome
{
    /// <summary>Booked and durable.</summary>
    Recorded,

    /// <summary>Equal to one already booked; ignored and counted.</summary>
    Duplicate,

    /// <summary>Same key as a booked fill with another payload; the first is kept.</summary>
    Conflict,

    /// <summary>Not bookable; see <see cref="FillReceipt.Reason"/>. Its id is not consumed.</summary>
    Refused,
}

/// <summary>What became of one fill.</summary>
/// <param name="TradeId">Trade id as given.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it was refused or conflicts; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.fill-receipt")]
public sealed record FillReceipt(
    [property: Id(0)] string TradeId, [property: Id(1)] FillOutcome Outcome, [property: Id(2)] string? Reason);

/// <summary>Answer to <see cref="IInventoryGrain.RecordFills"/>.</summary>
/// <param name="Receipts">One per fill, in order.</param>
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
