using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;

namespace Ballast.Domain.Pnl;

/// <summary>What a markout needs of a fill.</summary>
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

    /// <summary>Whether our order rested or crossed.</summary>
    [Id(4)] public required Liquidity Liquidity { get; init; }

    /// <summary>In quote currency. Positive.</summary>
    [Id(5)] public required decimal Price { get; init; }

    /// <summary>In the venue's unit of amount. Positive; the sign is in <see cref="Side"/>.</summary>
    [Id(6)] public required decimal Quantity { get; init; }

    /// <summary>Value function of the instrument at the time of the fill.</summary>
    [Id(7)] public required ContractValue Contract { get; init; }

    /// <summary>Matching-engine time.</summary>
    [Id(8)] public required Instant VenueTime { get; init; }

    /// <summary>Size in settle currency, <c>|q·V(p)|</c>.</summary>
    /// <exception cref="OverflowException">It is past what decimal holds; a ledger takes no such fill.</exception>
    public decimal Notional => Math.Abs(Quantity * Contract.At(Price));

    /// <summary>What the fill gained against <paramref name="mid"/>: <c>s·q·(V(mid) − V(p))</c>, in settle currency; <see langword="null"/> past what decimal holds.</summary>
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

    /// <summary>Distance to <paramref name="mid"/> in our favour, in basis points of <paramref name="unit"/>; <see langword="null"/> past what decimal holds.</summary>
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
