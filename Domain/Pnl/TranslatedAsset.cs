namespace Ballast.Domain.Pnl;

/// <summary>What was converted so far of the profit in one settle asset.</summary>
[GenerateSerializer, Immutable, Alias("ballast.translated-asset")]
public sealed record TranslatedAsset
{
    /// <summary>Settle asset.</summary>
    [Id(0)] public required string Asset { get; init; }

    /// <summary>Spread captured.</summary>
    [Id(1)] public TranslatedPart Spread { get; init; }

    /// <summary>Moves of the mid.</summary>
    [Id(2)] public TranslatedPart Inventory { get; init; }

    /// <summary>Mark less mid.</summary>
    [Id(3)] public TranslatedPart MarkBasis { get; init; }

    /// <summary>Fees less rebates.</summary>
    [Id(4)] public TranslatedPart Fees { get; init; }

    /// <summary>Funding received less paid.</summary>
    [Id(5)] public TranslatedPart Funding { get; init; }

    /// <summary>Nothing earned before.</summary>
    public static TranslatedAsset None(string asset) => new() { Asset = asset };

    /// <summary>This after a minute; a part that is not known there stays as it was, and catches up when it is.</summary>
    public TranslatedAsset To(Attribution value, decimal rate)
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
/// <param name="Amount">In settle asset, when last known.</param>
/// <param name="Rate">Rate at that time.</param>
/// <param name="Converted">Sum of increments in report currency, each at the rate of its own minute.</param>
/// <param name="Fx">Sum of what rates did to what was there before.</param>
[GenerateSerializer, Immutable, Alias("ballast.translated-part")]
public readonly record struct TranslatedPart(
    [property: Id(0)] decimal Amount, [property: Id(1)] decimal Rate, [property: Id(2)] decimal Converted, [property: Id(3)] decimal Fx)
{
    /// <summary>This at a later amount and rate; <see langword="null"/> when one is not known, or past what decimal holds.</summary>
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
