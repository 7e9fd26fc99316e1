using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>The members of a fill that markouts need.</summary>
[GenerateSerializer, Immutable, Alias("ballast.markout-fill")]
public sealed record MarkoutFill
{
    private const decimal BasisPoints = 10_000m;

    /// <summary>Number of its journal entry, unique within the instrument.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>Portfolio the fill belongs to.</summary>
    [Id(1)] public required string Portfolio { get; init; }

    /// <summary>Venue account.</summary>
    [Id(2)] public required string Account { get; init; }

    /// <summary>Whether we bought or sold.</summary>
    [Id(3)] public required Side Side { get; init; }

    /// <summary>Whether our order rested in the book or crossed the spread.</summary>
    [Id(4)] public required LiquiditySide Liquidity { get; init; }

    /// <summary>Price, in quote; positive.</summary>
    [Id(5)] public required decimal Price { get; init; }

    /// <summary>Quantity, in the venue's unit of amount; positive, because <see cref="Side"/> holds the direction.</summary>
    [Id(6)] public required decimal Quantity { get; init; }

    /// <summary>Value function of the instrument at the time of the fill.</summary>
    [Id(7)] public required ContractValue Contract { get; init; }

    /// <summary>Time of the fill on the venue's clock.</summary>
    [Id(8)] public required Instant VenueTime { get; init; }

    /// <summary>Notional <c>|q·V(p)|</c>, in settle currency.</summary>
    /// <exception cref="OverflowException">The notional exceeds the range of decimal; ledgers refuse such fills.</exception>
    public decimal Notional => Math.Abs(Quantity * Contract.At(Price));

    /// <summary>
    /// Gain of the fill at <paramref name="mid"/>: <c>s·q·(V(mid) − V(p))</c>, in settle currency; <see langword="null"/> when it exceeds
    /// the range of decimal.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The mid is not positive.</exception>
    public decimal? GainAt(decimal mid)
    {
        try
        {
            return (int)Side * Quantity * (Contract.At(mid) - Contract.At(Price));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// Distance from price to <paramref name="mid"/> in our favour, in basis points of <paramref name="unit"/>; <see langword="null"/> when
    /// it exceeds the range of decimal.
    /// </summary>
    internal decimal? BpsAt(decimal mid, decimal unit)
    {
        try
        {
            return (int)Side * ((mid - Price) / unit) * BasisPoints;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
