using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Pnl.Fx;

/// <summary>
/// Translates profit in settle assets into the report currency: each minute's increment at the rate of that minute, and separately the
/// effect of rate changes on earlier profit.
/// </summary>
/// <remarks>
/// With B a part and X the rate at closed minute k: <c>converted += (B_k − B_{k−1})·X_k</c> and <c>fx += B_{k−1}·(X_k − X_{k−1})</c>. The
/// current time is treated like a minute that is not stored. If a part or the rate is unknown at a minute, the increment is converted at
/// the next minute at which both are known. No increment is lost, so parts and FX always add up to the settle total at the current rate.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.fx-translation")]
public sealed record FxTranslation
{
    private static readonly TranslatedAsset Nothing = TranslatedAsset.None("");

    /// <summary>A translation before any closed minute.</summary>
    public static FxTranslation Empty { get; } = new() { At = default, Assets = [] };

    /// <summary>Newest closed minute; the default before the first.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>One per settle asset of any closed minute, in order of asset.</summary>
    [Id(1)] public required TranslatedAsset[] Assets { get; init; }

    /// <summary>The translation after a minute has closed.</summary>
    /// <param name="minute">The minute; if it is not later than <see cref="At"/>, nothing changes.</param>
    /// <param name="settled">Profit at that minute, one per asset.</param>
    /// <param name="rate">Report currency for one unit of an asset; <see langword="null"/> when there is no rate.</param>
    public FxTranslation Close(Instant minute, IReadOnlyList<SettledProfit> settled, Func<string, decimal?> rate)
    {
        ArgumentNullException.ThrowIfNull(settled);
        ArgumentNullException.ThrowIfNull(rate);
        if (minute <= At)
        {
            return this;
        }

        var assets = new SortedDictionary<string, TranslatedAsset>(Assets.ToDictionary(a => a.Asset), StringComparer.Ordinal);
        foreach (var profit in settled)
        {
            if (rate(profit.Asset) is { } known)
            {
                assets[profit.Asset] = (assets.GetValueOrDefault(profit.Asset) ?? TranslatedAsset.None(profit.Asset)).To(profit.Value, known);
            }
        }

        return new() { At = minute, Assets = [.. assets.Values] };
    }

    /// <summary>Computes the current profit in report currency, with its FX part.</summary>
    /// <param name="settled">Current profit, one per asset.</param>
    /// <param name="rate">Current rate of an asset; when it is <see langword="null"/>, every figure is <see langword="null"/>.</param>
    public TranslatedProfit Now(IReadOnlyList<SettledProfit> settled, Func<string, decimal?> rate)
    {
        ArgumentNullException.ThrowIfNull(settled);
        ArgumentNullException.ThrowIfNull(rate);
        List<string>? missing = null;
        var sum = PnlAttribution.Zero;
        var partial = 0m;
        for (var i = 0; i < settled.Count; i++)
        {
            var profit = settled[i];
            if (profit.Value.Reason is { } reason)
            {
                (missing ??= []).Add(reason);
            }

            var known = rate(profit.Asset);
            if (known is null && profit.Asset.Length > 0)
            {
                (missing ??= []).Add($"no fresh rate from {profit.Asset}");
            }

            sum = Plus(sum, profit.Value, Earlier(profit.Asset), known);
            partial = BoundedDecimal.PlusProduct(partial, profit.KnownTotal, known) ?? partial;
        }

        if (missing is null && sum is not { Total: not null, Explained: not null })
        {
            missing = ["a figure is past what decimal holds"];
        }

        return new()
        {
            Value = sum with { PartialTotal = partial, Reason = missing is null ? null : JoinedReasons.Of(missing) },
            PartialTotal = partial,
            Missing = missing ?? [],
        };
    }

    /// <summary>What is translated of an asset up to <see cref="At"/>.</summary>
    private TranslatedAsset Earlier(string asset)
    {
        foreach (var translated in Assets)
        {
            if (translated.Asset == asset)
            {
                return translated;
            }
        }

        return Nothing;
    }

    private static PnlAttribution Plus(PnlAttribution sum, PnlAttribution value, TranslatedAsset earlier, decimal? rate)
    {
        var spread = earlier.Spread.To(value.Spread, rate);
        var inventory = earlier.Inventory.To(value.Inventory, rate);
        var markBasis = earlier.MarkBasis.To(value.MarkBasis, rate);
        var fees = earlier.Fees.To(value.Fees, rate);
        var funding = earlier.Funding.To(value.Funding, rate);
        return new()
        {
            Spread = BoundedDecimal.Plus(sum.Spread, spread?.Converted),
            Inventory = BoundedDecimal.Plus(sum.Inventory, inventory?.Converted),
            MarkBasis = BoundedDecimal.Plus(sum.MarkBasis, markBasis?.Converted),
            Fees = BoundedDecimal.Plus(sum.Fees, fees?.Converted),
            Funding = BoundedDecimal.Plus(sum.Funding, funding?.Converted),
            Fx = FxOf(sum.Fx, spread, inventory, markBasis, fees, funding),
            Total = BoundedDecimal.PlusProduct(sum.Total, value.Total, rate),
            Provisional = sum.Provisional || value.Provisional,
            FillsWithoutMid = sum.FillsWithoutMid + value.FillsWithoutMid,
            GridMidFills = sum.GridMidFills + value.GridMidFills,
            ThinnedMidFills = sum.ThinnedMidFills + value.ThinnedMidFills,
        };
    }

    /// <summary>FX part so far plus that of each part; <see langword="null"/> when one is unknown or the sum exceeds the range of decimal.</summary>
    private static decimal? FxOf(
        decimal? sum, TranslatedPart? spread, TranslatedPart? inventory, TranslatedPart? markBasis, TranslatedPart? fees, TranslatedPart? funding)
    {
        try
        {
            return sum + spread?.Fx + inventory?.Fx + markBasis?.Fx - fees?.Fx + funding?.Fx;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}

/// <summary>A profit in report currency.</summary>
public sealed record TranslatedProfit
{
    /// <summary>Parts and total, in report currency; unknown ones are <see langword="null"/> and the reason is given.</summary>
    public required PnlAttribution Value { get; init; }

    /// <summary>Sum of what is known of the profits, in report currency.</summary>
    public required decimal PartialTotal { get; init; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    public required IReadOnlyList<string> Missing { get; init; }
}
