using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>Contract terms and market shape of one simulated instrument.</summary>
/// <remarks>
/// Prices and amounts are kept as whole ticks and lots and divided once when published, so a price is always the double
/// that is nearest to its decimal text.
/// </remarks>
internal sealed record SimulatedInstrument
{
    /// <summary>Contract terms.</summary>
    public required Instrument Terms { get; init; }

    /// <summary>Ticks in one unit of quote; the reciprocal of the tick size.</summary>
    public required int TicksPerUnit { get; init; }

    /// <summary>Lots in one unit of amount; the reciprocal of the lot size.</summary>
    public required int LotsPerUnit { get; init; }

    /// <summary>Distance of the best price from the fair price, as a fraction of the fair price.</summary>
    public required double HalfSpread { get; init; }

    /// <summary>Mean distance of neighbouring levels at the best price, in ticks; it grows with depth.</summary>
    public required double GapTicks { get; init; }

    /// <summary>Mean size of a level at the best price, in lots.</summary>
    public required double LevelLots { get; init; }

    /// <summary>Aggressive orders per second, without bursts.</summary>
    public double OrdersPerSecond { get; init; } = 3;

    /// <summary>The price of a tick count, in quote.</summary>
    public double PriceOf(long ticks) => (double)ticks / TicksPerUnit;

    /// <summary>The amount of a lot count, in the venue's unit.</summary>
    public double AmountOf(long lots) => (double)lots / LotsPerUnit;
}
