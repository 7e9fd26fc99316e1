using System.Collections.Immutable;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Mid of a fill's moment, as far as it is known.</summary>
public enum MidKnowledge
{
    /// <summary>Event time has not passed the fill yet, or nobody looked.</summary>
    Pending,

    /// <summary>The last mid at or before the fill.</summary>
    Exact,

    /// <summary>The previous tick of the sampling grid: the fill came too late for the exact one.</summary>
    Grid,

    /// <summary>There was none.</summary>
    None,
}

/// <summary>How single events change a ledger. Figures past what decimal holds throw <see cref="OverflowException"/>.</summary>
internal static class LedgerStep
{
    /// <summary>The inventory a fill moves: on spot, a fee in the base asset is taken out of it.</summary>
    internal static decimal Moved(Fill fill, Instrument terms)
    {
        var moved = (int)fill.Side * fill.Quantity;
        return IsInventoryFee(fill, terms) ? moved - fill.Fee : moved;
    }

    /// <summary>Whether somebody has to find a rate for the fee.</summary>
    internal static bool NeedsRate(Fill fill, Instrument terms) =>
        fill.Fee != 0 && fill.FeeRate is null && AssetOf(fill, terms) != terms.Settle && !IsInventoryFee(fill, terms);

    internal static LedgerState Apply(LedgerState state, Fill fill, Instrument terms, in FillFacts facts)
    {
        var sum = default(ExactSum);
        var contract = terms.Contract;
        var value = contract.At(fill.Price);
        var moved = Moved(fill, terms);
        var hasMid = facts.Mid is { } known && Magnitude.Fits(moved, contract, known);
        var midValue = hasMid ? contract.At(facts.Mid!.Value) : value;
        var knowledge = hasMid || facts.Knowledge == MidKnowledge.Pending ? facts.Knowledge : MidKnowledge.None;
        var (fees, byAsset, unconverted) = Charged(state, fill, terms, facts.FeeRate ?? fill.FeeRate, ref sum);
        var (quantity, openCost, realized) = Move(state, moved, value, ref sum);
        return state with
        {
            Quantity = quantity,
            OpenCost = openCost,
            Realized = realized,
            Fifo = state.Fifo.Moved(moved, value, fill.Price, fill.VenueTime, ref sum),
            Lifo = state.Lifo.Moved(moved, value, fill.Price, fill.VenueTime, ref sum),
            Fees = fees,
            FeesByAsset = byAsset,
            FeesUnconverted = unconverted,
            MidValue = sum.Plus(state.MidValue, sum.Times(moved, midValue)),
            MidsPending = state.MidsPending + (knowledge == MidKnowledge.Pending ? 1 : 0),
            FillsWithoutMid = state.FillsWithoutMid + (knowledge == MidKnowledge.None ? 1 : 0),
            GridMidFills = state.GridMidFills + (knowledge == MidKnowledge.Grid ? 1 : 0),
            Fills = state.Fills + 1,
            LastFillAt = state.Fills == 0 ? fill.VenueTime : Instant.Max(state.LastFillAt, fill.VenueTime),
            Rounded = state.Rounded | sum.Rounded,
        };
    }

    /// <summary>Inventory that moves without capturing a spread: its mid value is its own price's.</summary>
    internal static LedgerState Move(LedgerState state, decimal moved, decimal price, ContractValue contract, Instant at)
    {
        var sum = default(ExactSum);
        var value = contract.At(price);
        var (quantity, openCost, realized) = Move(state, moved, value, ref sum);
        return state with
        {
            Quantity = quantity,
            OpenCost = openCost,
            Realized = realized,
            Fifo = state.Fifo.Moved(moved, value, price, at, ref sum),
            Lifo = state.Lifo.Moved(moved, value, price, at, ref sum),
            MidValue = sum.Plus(state.MidValue, sum.Times(moved, value)),
            Rounded = state.Rounded | sum.Rounded,
        };
    }

    /// <summary>The position closed at the settlement price.</summary>
    internal static LedgerState Settled(LedgerState state, decimal price, ContractValue contract, Instant at) =>
        Magnitude.Fits(state.Quantity, contract, price)
            ? Move(state, -state.Quantity, price, contract, at)
            : throw new OverflowException($"{state.Quantity} at price {price} is past what the ledger can hold");

    /// <summary>The position after a change of multiplier; value and cost stay.</summary>
    internal static LedgerState Rescaled(LedgerState state, decimal from, decimal to)
    {
        var quantity = state.Quantity * from / to;
        return state with
        {
            Quantity = quantity,
            Fifo = state.Fifo.Rescaled(from, to, quantity),
            Lifo = state.Lifo.Rescaled(from, to, quantity),
            Rounded = state.Rounded || quantity * to != state.Quantity * from,
        };
    }

    /// <summary>What a portfolio's ledger gains when more becomes known of a funding time.</summary>
    internal static LedgerState Funded(LedgerState state, FundingTime before, FundingTime after, string portfolio)
    {
        var sum = default(ExactSum);
        return state with
        {
            Funding = sum.Plus(state.Funding, sum.Minus(after.Paid(portfolio), before.Paid(portfolio))),
            FundingDifference = sum.Plus(state.FundingDifference, sum.Minus(after.Difference(portfolio), before.Difference(portfolio))),
            FundingMissing = state.FundingMissing
                + (after.Unknown.Contains(portfolio) ? 1 : 0) - (before.Unknown.Contains(portfolio) ? 1 : 0),
            Rounded = state.Rounded || sum.Rounded,
        };
    }

    private static string AssetOf(Fill fill, Instrument terms) => string.IsNullOrEmpty(fill.FeeAsset) ? terms.Settle : fill.FeeAsset;

    private static bool IsInventoryFee(Fill fill, Instrument terms) =>
        terms.Kind == ContractKind.Spot && fill.FeeAsset == terms.Base && fill.FeeAsset != terms.Settle;

    /// <summary>Fees in settle currency, by asset, and without a rate, after a fill's.</summary>
    private static (decimal Fees, ImmutableSortedDictionary<string, decimal> ByAsset, ImmutableSortedDictionary<string, decimal> Unconverted) Charged(
        LedgerState state, Fill fill, Instrument terms, decimal? rate, ref ExactSum sum)
    {
        if (fill.Fee == 0)
        {
            return (state.Fees, state.FeesByAsset, state.FeesUnconverted);
        }

        var asset = AssetOf(fill, terms);
        var byAsset = With(state.FeesByAsset, asset, fill.Fee, ref sum);
        var known = asset == terms.Settle ? fill.Fee
            : IsInventoryFee(fill, terms) ? sum.Times(fill.Fee, fill.Price)
            : rate is { } found && Magnitude.Fits(fill.Fee, found) ? sum.Times(fill.Fee, found)
            : (decimal?)null;
        return known is { } fee
            ? (sum.Plus(state.Fees, fee), byAsset, state.FeesUnconverted)
            : (state.Fees, byAsset, With(state.FeesUnconverted, asset, fill.Fee, ref sum));
    }

    /// <summary>Position, open cost and profit at average cost after inventory moved at a contract value.</summary>
    private static (decimal Quantity, decimal OpenCost, decimal Realized) Move(LedgerState state, decimal moved, decimal value, ref ExactSum sum)
    {
        var after = sum.Plus(state.Quantity, moved);
        if (state.Quantity == 0 || moved == 0 || Math.Sign(moved) == Math.Sign(state.Quantity))
        {
            return (after, sum.Plus(state.OpenCost, sum.Times(moved, value)), state.Realized);
        }

        if (Math.Abs(moved) < Math.Abs(state.Quantity))
        {
            var cost = ExactSum.Share(state.OpenCost, -moved, state.Quantity);
            return (after, sum.Minus(state.OpenCost, cost), sum.Plus(state.Realized, sum.Minus(sum.Times(-moved, value), cost)));
        }

        // Flat or flipped: nothing of the old cost may remain, so figures are set rather than subtracted.
        var realized = sum.Plus(state.Realized, sum.Minus(sum.Times(state.Quantity, value), state.OpenCost));
        return after == 0 ? (0m, 0m, realized) : (after, sum.Times(after, value), realized);
    }

    private static ImmutableSortedDictionary<string, decimal> With(
        ImmutableSortedDictionary<string, decimal> fees, string asset, decimal fee, ref ExactSum sum)
    {
        var total = sum.Plus(fees.GetValueOrDefault(asset), fee);
        return total == 0 ? fees.Remove(asset) : fees.SetItem(asset, total);
    }
}

/// <summary>What is known of a fill beyond itself.</summary>
/// <param name="Knowledge">Whether the mid of its moment is known.</param>
/// <param name="Mid">The mid; <see langword="null"/> unless exact or of the grid.</param>
/// <param name="FeeRate">Settle currency for one unit of the fee's asset; <see langword="null"/> while unknown.</param>
[GenerateSerializer, Immutable, Alias("ballast.fill-facts")]
public readonly record struct FillFacts(
    [property: Id(0)] MidKnowledge Knowledge, [property: Id(1)] decimal? Mid, [property: Id(2)] decimal? FeeRate);
