using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Interfaces;

/// <summary>What one portfolio's ledgers of an instrument were worth at a whole second, closed and not changed again.</summary>
[GenerateSerializer, Immutable, Alias("ballast.closed-value")]
public sealed record ClosedValue
{
    /// <summary>The whole second, venue time.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>Sum over the portfolio's accounts, in settle currency.</summary>
    [Id(1)] public required Attribution Value { get; init; }

    /// <summary>Price the position was valued at, in quote; <see langword="null"/> without a mark.</summary>
    [Id(2)] public required decimal? Mark { get; init; }

    /// <summary>Mid the attribution used, in quote; <see langword="null"/> without one.</summary>
    [Id(3)] public required decimal? Mid { get; init; }

    /// <summary>Net quantity over the portfolio's accounts, signed, in the venue's unit of amount; <see langword="null"/> when the inventory does not say.</summary>
    [Id(4)] public decimal? Quantity { get; init; }

    /// <summary>Value function in force then; <see langword="null"/> when the inventory does not say.</summary>
    [Id(5)] public ContractValue? Contract { get; init; }
}

/// <summary>An event that came after a value at or after its time had been closed.</summary>
/// <param name="VenueTime">The event's own time.</param>
/// <param name="Cause">Names it, e.g. <c>fill 4711</c>.</param>
[GenerateSerializer, Immutable, Alias("ballast.late-event")]
public readonly record struct LateEvent([property: Id(0)] Instant VenueTime, [property: Id(1)] string Cause);
