using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Pnl.Attribution;

/// <summary>Provisional addition to the value at mids for fills whose mid is not final yet.</summary>
/// <param name="Value">Sum of signed quantity times (contract value at the provisional mid − contract value at the price), in settle currency.</param>
/// <param name="Missing">Number of fills without a mid so far.</param>
public readonly record struct ProvisionalMids(decimal Value, long Missing)
{
    /// <summary>Adds one fill. A mid so large that the ledger could not use it counts as missing, as it will when final.</summary>
    /// <param name="moved">Signed change of the inventory, in the venue's unit of amount.</param>
    /// <param name="contract">Value function at the time of the fill.</param>
    /// <param name="price">Price of the fill, in quote.</param>
    /// <param name="mid">Provisional mid at its time, in quote; <see langword="null"/> when there is none so far.</param>
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

/// <summary>A ledger valued at a mark, in settle currency. Unknown figures are <see langword="null"/> and the reason is given.</summary>
public sealed record LedgerValue
{
    /// <summary>Average entry price, in quote; <see langword="null"/> when flat.</summary>
    public decimal? AverageEntry { get; private init; }

    /// <summary>Profit of the open position at the mark; 0 when flat, <see langword="null"/> without a mark.</summary>
    public decimal? Unrealized { get; private init; }

    /// <summary>Realised plus unrealised profit minus fees plus funding; <see langword="null"/> when one is unknown.</summary>
    public decimal? Total { get; private init; }

    /// <summary>Why <see cref="Total"/> is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    public string? Reason { get; private init; }

    /// <summary>Attribution of the profit. Its total is computed from cost and mark, so that it can be compared with the parts.</summary>
    public required PnlAttribution Attribution { get; init; }

    /// <summary>Values a ledger. It never throws, because booked positions must be shown even if a figure exceeds the range of decimal.</summary>
    /// <param name="state">The ledger.</param>
    /// <param name="contract">Current value function.</param>
    /// <param name="mids">Provisional mids of its fills.</param>
    /// <param name="mid">Last mid, in quote; <see langword="null"/> without one.</param>
    /// <param name="mark">Price at which to value, in quote; <see langword="null"/> without one.</param>
    /// <param name="noMark">Reason to give when there is no mark.</param>
    public static LedgerValue Of(
        LedgerState state, ContractValue contract, ProvisionalMids mids, decimal? mid, decimal? mark, string noMark)
    {
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            var unrealized = state.Quantity == 0 ? 0m : mark is { } price ? state.Unrealized(price, contract) : (decimal?)null;
            var reason = unrealized is not null && IsKnown(state) ? null : JoinedReasons.Of([.. Missing(state), unrealized is null ? noMark : null]);
            var partial = Known(state, unrealized ?? 0m);
            var total = reason is null ? partial : (decimal?)null;
            return new()
            {
                AverageEntry = state.AverageEntry(contract),
                Unrealized = unrealized,
                Total = total,
                Reason = reason,
                Attribution = Attribute(state, mids, mid, mark).Of(contract, new(total, partial, reason)),
            };
        }
        catch (OverflowException)
        {
            return PastDecimal(state, mark);
        }
    }

    private static LedgerValue PastDecimal(LedgerState state, decimal? mark)
    {
        var reason = $"value of {state.Quantity} at {mark} is past what decimal holds";
        return new() { Reason = reason, Attribution = Unknown(reason) with { PartialTotal = BoundedDecimal.OrNull(() => Known(state, 0m)) } };
    }

    /// <summary>This value with another reason for its funding, if that is unknown.</summary>
    public LedgerValue WithFundingReason(LedgerState state, string reason)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.FundingMissing == 0 || Reason?.Contains(MissingFunding(state), StringComparison.Ordinal) != true)
        {
            return this;
        }

        var replaced = Reason.Replace(MissingFunding(state), reason, StringComparison.Ordinal);
        return this with { Reason = replaced, Attribution = Attribution with { Reason = replaced } };
    }

    /// <summary>An attribution whose parts and total are all unknown.</summary>
    public static PnlAttribution Unknown(string reason) =>
        PnlAttribution.Zero with { Spread = null, Inventory = null, MarkBasis = null, Fees = null, Funding = null, Total = null, Reason = reason };

    private static AttributionSum Attribute(LedgerState state, ProvisionalMids mids, decimal? mid, decimal? mark) => new()
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
        ThinnedMidFills = state.ThinnedMidFills,
        Provisional = state.MidsPending > 0,
    };

    /// <summary>What is known of the total: besides the unrealised profit the realised one, fees with a rate and fundings with an amount.</summary>
    private static decimal Known(LedgerState state, decimal unrealized) => state.Realized + unrealized - state.Fees + state.Funding;

    /// <summary>Whether the total is known once there is a mark.</summary>
    private static bool IsKnown(LedgerState state) => state is { Overflow: null, FeesUnconverted.Count: 0, FundingMissing: <= 0 };

    /// <summary>Why the total is unknown whatever the mark; empty when it is known.</summary>
    private static IEnumerable<string> Missing(LedgerState state)
    {
        if (state.Overflow is { } left)
        {
            yield return $"{left} is past what the ledger can hold and was left out";
        }

        if (state.FeesUnconverted.Count > 0)
        {
            yield return $"no rate for fees in {string.Join(", ", state.FeesUnconverted.Keys)}";
        }

        if (state.FundingMissing > 0)
        {
            yield return MissingFunding(state);
        }
    }

    private static string MissingFunding(LedgerState state) => $"the rate of {state.FundingMissing} funding times is not known";
}
