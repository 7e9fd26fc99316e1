using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;

namespace Ballast.Domain.Pnl;

/// <summary>What fills whose own mid is not final yet add to the value at mids, beyond what the ledger counts for them.</summary>
/// <param name="Value">Sum of moved quantity times (value at the mid as it looks now less value at the price).</param>
/// <param name="Missing">Fills for which there is no mid yet.</param>
public readonly record struct ProvisionalMids(decimal Value, long Missing)
{
    /// <summary>These with one fill more; a mid that the ledger could not count once it is final counts as none here too.</summary>
    /// <param name="moved">Inventory it moved, signed.</param>
    /// <param name="contract">Value function at the time of the fill.</param>
    /// <param name="price">Its price, in quote.</param>
    /// <param name="mid">Mid of its moment as it looks now; <see langword="null"/> when there is none yet.</param>
    public ProvisionalMids With(decimal moved, ContractValue contract, decimal price, decimal? mid)
    {
        try
        {
            return mid is { } known && Magnitude.Fits(moved, contract, known)
                ? this with { Value = Value + (moved * (contract.At(known) - contract.At(price))) }
                : this with { Missing = Missing + 1 };
        }
        catch (OverflowException)
        {
            return this with { Missing = Missing + 1 };
        }
    }
}

/// <summary>A ledger valued at a mark, in settle currency. What cannot be said is <see langword="null"/>, with the reason.</summary>
public sealed record LedgerValue
{
    /// <summary>Price at which the open cost was paid; <see langword="null"/> when flat.</summary>
    public decimal? AverageEntry { get; private init; }

    /// <summary>Profit of what is open at the mark; 0 when flat; <see langword="null"/> without a mark.</summary>
    public decimal? Unrealized { get; private init; }

    /// <summary>Realised plus unrealised less fees plus funding.</summary>
    public decimal? Total { get; private init; }

    /// <summary>Why <see cref="Total"/> is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    public string? Reason { get; private init; }

    /// <summary>Where the total comes from; its own total is that of cost and mark, so the two can be held against each other.</summary>
    public required Attribution Attribution { get; init; }

    /// <summary>Values a ledger. Never throws: what is booked must be shown, even if a figure is past what decimal holds.</summary>
    /// <param name="state">The ledger.</param>
    /// <param name="contract">Value function now.</param>
    /// <param name="mids">What is provisional of its fills' mids.</param>
    /// <param name="mid">Last mid, in quote; <see langword="null"/> without one.</param>
    /// <param name="mark">Price to value at, in quote; <see langword="null"/> without one.</param>
    /// <param name="noMark">Why there is no mark.</param>
    public static LedgerValue Of(
        LedgerState state, ContractValue contract, ProvisionalMids mids, decimal? mid, decimal? mark, string noMark)
    {
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            var unrealized = state.Quantity == 0 ? 0m : mark is { } price ? state.Unrealized(price, contract) : (decimal?)null;
            var reason = Missing(state) ?? (unrealized is null ? noMark : null);
            var total = reason is null ? state.Realized + unrealized - state.Fees + state.Funding : null;
            return new()
            {
                AverageEntry = state.AverageEntry(contract),
                Unrealized = unrealized,
                Total = total,
                Reason = reason,
                Attribution = Attribute(state, contract, mids, mid, mark, total, reason),
            };
        }
        catch (OverflowException)
        {
            var reason = $"value of {state.Quantity} at {mark} is past what decimal holds";
            return new() { Reason = reason, Attribution = Unknown(reason) };
        }
    }

    /// <summary>An attribution of which nothing is known.</summary>
    public static Attribution Unknown(string reason) =>
        Attribution.Zero with { Spread = null, Inventory = null, MarkBasis = null, Fees = null, Funding = null, Total = null, Reason = reason };

    private static Attribution Attribute(
        LedgerState state, ContractValue contract, ProvisionalMids mids, decimal? mid, decimal? mark, decimal? total, string? reason)
    {
        var parts = new AttributionSum
        {
            ValueAtMids = state.MidValue + mids.Value,
            ValueAtPrices = state.OpenCost - state.Realized,
            Position = state.Quantity,
            LastMid = mid,
            Mark = mark,
            Fees = state.FeesUnconverted.Count == 0 ? state.Fees : null,
            Funding = state.FundingMissing == 0 ? state.Funding : null,
            FillsWithoutMid = state.FillsWithoutMid + mids.Missing,
            GridMidFills = state.GridMidFills,
            Provisional = state.MidsPending > 0,
        }.Of(contract);
        return parts with { Total = total, Reason = reason ?? parts.Reason };
    }

    private static string? Missing(LedgerState state) =>
        state.Overflow is { } left ? $"{left} is past what the ledger can hold and was left out"
        : state.FeesUnconverted.Count > 0 ? $"no rate for fees in {string.Join(", ", state.FeesUnconverted.Keys)}"
        : state.FundingMissing > 0 ? $"the rate of {state.FundingMissing} funding times is not known"
        : null;
}
