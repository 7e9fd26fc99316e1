using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Domain.Pnl.Fx;

/// <summary>Profit in one settle asset as translated up to the newest closed minute.</summary>
[GenerateSerializer, Immutable, Alias("ballast.translated-asset")]
public sealed record TranslatedAsset
{
    /// <summary>Settle asset.</summary>
    [Id(0)] public required string Asset { get; init; }

    /// <summary>Spread part.</summary>
    [Id(1)] public TranslatedPart Spread { get; init; }

    /// <summary>Inventory part.</summary>
    [Id(2)] public TranslatedPart Inventory { get; init; }

    /// <summary>Mark basis part.</summary>
    [Id(3)] public TranslatedPart MarkBasis { get; init; }

    /// <summary>Fees minus rebates.</summary>
    [Id(4)] public TranslatedPart Fees { get; init; }

    /// <summary>Funding received minus paid.</summary>
    [Id(5)] public TranslatedPart Funding { get; init; }

    /// <summary>A profit of 0 before any closed minute.</summary>
    public static TranslatedAsset None(string asset) => new() { Asset = asset };

    /// <summary>The translation after one more minute. A part unknown at that minute stays unchanged and is converted at a later one.</summary>
    public TranslatedAsset To(PnlAttribution value, decimal rate)
    {
        ArgumentNullException.ThrowIfNull(value);
        return this with
        {
            Spread = Spread.To(value.Spread, rate) ?? Spread,
            Inventory = Inventory.To(value.Inventory, rate) ?? Inventory,
            MarkBasis = MarkBasis.To(value.MarkBasis, rate) ?? MarkBasis,
            Fees = Fees.To(value.Fees, rate) ?? Fees,
            Funding = Funding.To(value.Funding, rate) ?? Funding,
        };
    }
}

/// <summary>One part of a profit, converted minute by minute.</summary>
/// <param name="Amount">Last known amount, in the settle asset.</param>
/// <param name="Rate">Rate at that minute: report currency for one unit of the settle asset.</param>
/// <param name="Converted">Sum of increments, each converted at the rate of its own minute, in report currency.</param>
/// <param name="Fx">Sum of the effects of rate changes on earlier amounts, in report currency.</param>
[GenerateSerializer, Immutable, Alias("ballast.translated-part")]
public readonly record struct TranslatedPart(
    [property: Id(0)] decimal Amount, [property: Id(1)] decimal Rate, [property: Id(2)] decimal Converted, [property: Id(3)] decimal Fx)
{
    /// <summary>This part at a later amount and rate; <see langword="null"/> when one is unknown or a result exceeds the range of decimal.</summary>
    public TranslatedPart? To(decimal? amount, decimal? rate)
    {
        if (amount is not { } later || rate is not { } at)
        {
            return null;
        }

        try
        {
            return new(later, at, Converted + ((later - Amount) * at), Fx + (Amount * (at - Rate)));
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
