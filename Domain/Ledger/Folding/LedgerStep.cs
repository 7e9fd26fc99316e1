using System.Collections.Immutable;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.FundingTimes;

namespace Ballast.Domain.Ledger.Folding;

/// <summary>Knowledge of the mid at the time of a fill.</summary>
public enum MidKnowledge
{
    /// <summary>Not known yet: event time has not passed the fill, or the mid was not looked up.</summary>
    Pending,

    /// <summary>The last mid at or before the fill.</summary>
    Exact,

    /// <summary>The previous tick of the sampling grid, because the fill arrived too late to find the exact mid.</summary>
    Grid,

    /// <summary>There was no mid.</summary>
    None,

    /// <summary>A mid at or before the fill, which may not be the last one: of several mids within 10 ms only the last is known.</summary>
    Thinned,
}

/// <summary>Applies single events to a ledger. Throws <see cref="OverflowException"/> when a figure exceeds the range of decimal.</summary>
internal static class LedgerStep
{
    /// <summary>Signed change of the inventory by a fill. On spot, a fee in the base asset reduces it.</summary>
    internal static decimal InventoryChange(Fill fill, Instrument terms)
    {
        var moved = (int)fill.Side * fill.Quantity;
        return IsInventoryFee(fill, terms) ? moved - fill.Fee : moved;
    }

    /// <summary>Whether the fee needs a rate that the fill does not give.</summary>
    internal static bool NeedsRate(Fill fill, Instrument terms) =>
        fill.Fee != 0 && fill.FeeRate is null && AssetOf(fill, terms) != terms.Settle && !IsInventoryFee(fill, terms);

    internal static LedgerState Apply(LedgerState state, Fill fill, Instrument terms, in FillFacts facts)
    {
        var arithmetic = default(DecimalArithmetic);
        var contract = terms.Contract;
        var value = contract.At(fill.Price);
        var moved = InventoryChange(fill, terms);
        var hasMid = facts.Mid is { } known && Magnitude.Fits(moved, contract, known);
        var midValue = hasMid ? contract.At(facts.Mid!.Value) : value;
        var knowledge = hasMid || facts.Knowledge == MidKnowledge.Pending ? facts.Knowledge : MidKnowledge.None;
        var (fees, byAsset, unconverted) = Charged(state, fill, terms, facts.FeeRate ?? fill.FeeRate, ref arithmetic);
        var (quantity, openCost, realized) = Move(state, moved, value, ref arithmetic);
        return state with
        {
            Quantity = quantity,
            OpenCost = openCost,
            Realized = realized,
            Fifo = state.Fifo.Moved(moved, value, fill.Price, fill.VenueTime, ref arithmetic),
            Lifo = state.Lifo.Moved(moved, value, fill.Price, fill.VenueTime, ref arithmetic),
            Fees = fees,
            FeesByAsset = byAsset,
            FeesUnconverted = unconverted,
            MidValue = arithmetic.Plus(state.MidValue, arithmetic.Times(moved, midValue)),
            MidsPending = state.MidsPending + (knowledge == MidKnowledge.Pending ? 1 : 0),
            FillsWithoutMid = state.FillsWithoutMid + (knowledge == MidKnowledge.None ? 1 : 0),
            GridMidFills = state.GridMidFills + (knowledge == MidKnowledge.Grid ? 1 : 0),
            ThinnedMidFills = state.ThinnedMidFills + (knowledge == MidKnowledge.Thinned ? 1 : 0),
            FallbackFees = state.FallbackFees + (facts.IsFallbackRate && NeedsRate(fill, terms) ? 1 : 0),
            LaterRateFees = state.LaterRateFees + (facts.IsLaterRate && NeedsRate(fill, terms) ? 1 : 0),
            Fills = state.Fills + 1,
            LastFillAt = state.Fills == 0 ? fill.VenueTime : Instant.Max(state.LastFillAt, fill.VenueTime),
            Rounded = state.Rounded | arithmetic.Rounded,
        };
    }

    /// <summary>Changes the inventory without a spread: the mid value is taken at the price itself.</summary>
    internal static LedgerState Move(LedgerState state, decimal moved, decimal price, ContractValue contract, Instant at)
    {
        var arithmetic = default(DecimalArithmetic);
        var value = contract.At(price);
        var (quantity, openCost, realized) = Move(state, moved, value, ref arithmetic);
        return state with
        {
            Quantity = quantity,
            OpenCost = openCost,
            Realized = realized,
            Fifo = state.Fifo.Moved(moved, value, price, at, ref arithmetic),
            Lifo = state.Lifo.Moved(moved, value, price, at, ref arithmetic),
            MidValue = arithmetic.Plus(state.MidValue, arithmetic.Times(moved, value)),
            Rounded = state.Rounded | arithmetic.Rounded,
        };
    }

    /// <summary>Closes the position at the settlement price.</summary>
    internal static LedgerState Settled(LedgerState state, decimal price, ContractValue contract, Instant at) =>
        Magnitude.Fits(state.Quantity, contract, price)
            ? Move(state, -state.Quantity, price, contract, at)
            : throw new OverflowException($"{state.Quantity} at price {price} is past what the ledger can hold");

    /// <summary>Rescales the position for a new multiplier; its value and cost stay the same.</summary>
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

    /// <summary>Books the change of a portfolio's amounts when more is known of a funding time.</summary>
    internal static LedgerState Funded(LedgerState state, FundingTime before, FundingTime after, string portfolio)
    {
        var arithmetic = default(DecimalArithmetic);
        return state with
        {
            Funding = arithmetic.Plus(state.Funding, arithmetic.Minus(after.Paid(portfolio), before.Paid(portfolio))),
            FundingDifference = arithmetic.Plus(state.FundingDifference, arithmetic.Minus(after.Difference(portfolio), before.Difference(portfolio))),
            FundingMissing = state.FundingMissing
                + (after.Unknown.Contains(portfolio) ? 1 : 0) - (before.Unknown.Contains(portfolio) ? 1 : 0),
            Rounded = state.Rounded || arithmetic.Rounded,
        };
    }

    private static string AssetOf(Fill fill, Instrument terms) => string.IsNullOrEmpty(fill.FeeAsset) ? terms.Settle : fill.FeeAsset;

    private static bool IsInventoryFee(Fill fill, Instrument terms) =>
        terms.Kind == ContractKind.Spot && fill.FeeAsset == terms.Base && fill.FeeAsset != terms.Settle;

    /// <summary>Adds the fee of a fill to the fees in settle currency or to those without a rate, and to the fees by asset.</summary>
    private static (decimal Fees, ImmutableSortedDictionary<string, decimal> ByAsset, ImmutableSortedDictionary<string, decimal> Unconverted) Charged(
        LedgerState state, Fill fill, Instrument terms, decimal? rate, ref DecimalArithmetic arithmetic)
    {
        if (fill.Fee == 0)
        {
            return (state.Fees, state.FeesByAsset, state.FeesUnconverted);
        }

        var asset = AssetOf(fill, terms);
        var byAsset = With(state.FeesByAsset, asset, fill.Fee, ref arithmetic);
        var known = asset == terms.Settle ? fill.Fee
            : IsInventoryFee(fill, terms) ? arithmetic.Times(fill.Fee, fill.Price)
            : rate is { } found && Magnitude.Fits(fill.Fee, found) ? arithmetic.Times(fill.Fee, found)
            : (decimal?)null;
        return known is { } fee
            ? (arithmetic.Plus(state.Fees, fee), byAsset, state.FeesUnconverted)
            : (state.Fees, byAsset, With(state.FeesUnconverted, asset, fill.Fee, ref arithmetic));
    }

    /// <summary>Position, open cost and realised profit at average cost after an inventory change at a contract value.</summary>
    private static (decimal Quantity, decimal OpenCost, decimal Realized) Move(LedgerState state, decimal moved, decimal value, ref DecimalArithmetic arithmetic)
    {
        var after = arithmetic.Plus(state.Quantity, moved);
        if (state.Quantity == 0 || moved == 0 || Math.Sign(moved) == Math.Sign(state.Quantity))
        {
            return (after, arithmetic.Plus(state.OpenCost, arithmetic.Times(moved, value)), state.Realized);
        }

        if (Math.Abs(moved) < Math.Abs(state.Quantity))
        {
            var cost = arithmetic.Share(state.OpenCost, -moved, state.Quantity);
            return (after, arithmetic.Minus(state.OpenCost, cost), arithmetic.Plus(state.Realized, arithmetic.Minus(arithmetic.Times(-moved, value), cost)));
        }

        // Flat or flipped: figures are set instead of subtracted, so that no remainder of the old cost stays.
        var realized = arithmetic.Plus(state.Realized, arithmetic.Minus(arithmetic.Times(state.Quantity, value), state.OpenCost));
        return after == 0 ? (0m, 0m, realized) : (after, arithmetic.Times(after, value), realized);
    }

    private static ImmutableSortedDictionary<string, decimal> With(
        ImmutableSortedDictionary<string, decimal> fees, string asset, decimal fee, ref DecimalArithmetic arithmetic)
    {
        var total = arithmetic.Plus(fees.GetValueOrDefault(asset), fee);
        return total == 0 ? fees.Remove(asset) : fees.SetItem(asset, total);
    }
}

/// <summary>Facts about a fill that are found out after it.</summary>
/// <param name="Knowledge">Knowledge of the mid at the time of the fill.</param>
/// <param name="Mid">That mid, in quote; <see langword="null"/> unless exact, thinned or of the grid.</param>
/// <param name="FeeRate">Settle currency for one unit of the fee's asset; <see langword="null"/> while unknown.</param>
/// <param name="IsFallbackRate">Whether that rate is the configuration's, because the market had none.</param>
/// <param name="IsLaterRate">Whether that rate is of a minute after the fill, because the fill's own minute had none.</param>
[GenerateSerializer, Immutable, Alias("ballast.fill-facts")]
public readonly record struct FillFacts(
    [property: Id(0)] MidKnowledge Knowledge,
    [property: Id(1)] decimal? Mid,
    [property: Id(2)] decimal? FeeRate,
    [property: Id(3)] bool IsFallbackRate = false,
    [property: Id(4)] bool IsLaterRate = false)
{
    /// <summary>Index of the annotation that gives the rate of the fee.</summary>
    public int FeeRateIndex => IsFallbackRate ? Annotation.FallbackRate : IsLaterRate ? Annotation.LaterRate : 0;
}
