using System.Collections.Immutable;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.FundingTimes;

/// <summary>Amounts of an account's newest funding time known so far, by portfolio, in settle currency; received is positive.</summary>
/// <param name="Time">The funding time.</param>
/// <param name="ByRate">Amounts computed from the rate; <see langword="null"/> while no rate is booked.</param>
/// <param name="ByVenue">Shares of the venue's amounts; <see langword="null"/> while no amount is booked.</param>
/// <param name="Unknown">Portfolios whose funding of this time counts as missing.</param>
public sealed record FundingTime(
    Instant Time,
    ImmutableSortedDictionary<string, decimal>? ByRate,
    ImmutableSortedDictionary<string, decimal>? ByVenue,
    ImmutableArray<string> Unknown)
{
    // When the net position is a smaller part of the gross than this, shares by signed position are meaningless.
    private const decimal LeastNet = 1e-9m;

    private static readonly ImmutableSortedDictionary<string, decimal> None =
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);

    /// <summary>A funding time with no amounts yet.</summary>
    internal static FundingTime At(Instant time) => new(time, null, null, []);

    /// <summary>Portfolios that have an amount or are missing one.</summary>
    internal IEnumerable<string> Portfolios => (ByRate ?? None).Keys.Concat((ByVenue ?? None).Keys).Concat(Unknown);

    /// <summary>The amount that counts for a portfolio: the venue's if known, else the one computed from the rate.</summary>
    internal decimal Paid(string portfolio) => (ByVenue ?? ByRate ?? None).GetValueOrDefault(portfolio);

    /// <summary>The venue's amount minus the one computed from the rate; 0 unless both are known.</summary>
    internal decimal Difference(string portfolio) =>
        ByVenue is null || ByRate is null ? 0m : ByVenue.GetValueOrDefault(portfolio) - ByRate.GetValueOrDefault(portfolio);

    /// <summary>This funding time after one more of its events.</summary>
    /// <exception cref="OverflowException">An amount is larger than a ledger can hold.</exception>
    internal FundingTime After(FundingPayment funding, IReadOnlyList<(string Portfolio, decimal Quantity)> positions, ContractValue contract) =>
        funding.Source switch
        {
            FundingSource.Rate => this with { ByRate = Sum(ByRate, Amounts(funding, positions, contract)), Unknown = [] },
            FundingSource.Venue => this with { ByVenue = Sum(ByVenue, Split(funding.Amount!.Value, positions, ByRate, funding.Portfolio)), Unknown = [] },
            _ when ByRate is not null || ByVenue is not null => this,
            _ => this with { Unknown = [.. Unknown.Union(positions.Where(p => p.Quantity != 0).Select(p => p.Portfolio), StringComparer.Ordinal)] },
        };

    /// <summary>
    /// Splits an account's amount by signed position. When positions cancel out, each portfolio gets its amount by rate and the
    /// largest position gets the rest; when nothing is held, <paramref name="fallback"/> gets everything.
    /// </summary>
    /// <param name="amount">Cash received by the account, negative when paid, in settle currency.</param>
    /// <param name="positions">Signed positions by portfolio; flat ones may be left out.</param>
    /// <param name="byRate">Amounts computed from the rate; <see langword="null"/> when unknown.</param>
    /// <param name="fallback">Portfolio named by the event.</param>
    public static ImmutableSortedDictionary<string, decimal> Split(
        decimal amount, IReadOnlyList<(string Portfolio, decimal Quantity)> positions, ImmutableSortedDictionary<string, decimal>? byRate, string fallback)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var held = positions.Where(p => p.Quantity != 0).ToArray();
        if (held.Length == 0)
        {
            return None.Add(fallback, amount);
        }

        var (shares, arithmetic) = (None.ToBuilder(), default(DecimalArithmetic));
        var (net, gross) = (held.Sum(p => p.Quantity), held.Sum(p => Math.Abs(p.Quantity)));
        var cancels = Math.Abs(net) <= gross * LeastNet;
        foreach (var (portfolio, quantity) in held)
        {
            shares[portfolio] = cancels ? byRate?.GetValueOrDefault(portfolio) ?? 0m : arithmetic.Share(amount, quantity, net);
        }

        var largest = held.MaxBy(p => Math.Abs(p.Quantity)).Portfolio;
        shares[largest] += amount - shares.Values.Sum();
        return shares.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, decimal> Amounts(
        FundingPayment funding, IEnumerable<(string Portfolio, decimal Quantity)> positions, ContractValue contract)
    {
        var (rate, mark) = (funding.Rate!.Value, funding.Mark!.Value);
        var amounts = None.ToBuilder();
        foreach (var (portfolio, quantity) in positions.Where(p => p.Quantity != 0))
        {
            if (!Magnitude.Fits(quantity, contract, mark) || !Magnitude.Fits(quantity * contract.At(mark), rate))
            {
                throw new OverflowException($"{funding.Name}: rate {rate} at mark {mark} on {quantity} is past what the ledger can hold");
            }

            // The absolute value, because longs pay a positive rate whatever the sign of the contract's value function.
            amounts[portfolio] = decimal.Round(-quantity * Math.Abs(contract.At(mark)) * rate, ContractValue.Decimals, MidpointRounding.ToEven);
        }

        return amounts.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, decimal> Sum(
        ImmutableSortedDictionary<string, decimal>? known, ImmutableSortedDictionary<string, decimal> further) =>
        known is null ? further : further.Aggregate(known, (sum, f) => sum.SetItem(f.Key, sum.GetValueOrDefault(f.Key) + f.Value));
}
