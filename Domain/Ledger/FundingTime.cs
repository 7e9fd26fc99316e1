using System.Collections.Immutable;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>What an account's newest funding time has brought so far, by portfolio in settle currency.</summary>
/// <param name="Time">The funding time.</param>
/// <param name="ByRate">What the rate came to; <see langword="null"/> while none was given.</param>
/// <param name="ByVenue">How the venue's amounts were split; <see langword="null"/> while none was given.</param>
/// <param name="Unknown">Portfolios whose figure counts as missing.</param>
public sealed record FundingTime(
    Instant Time,
    ImmutableSortedDictionary<string, decimal>? ByRate,
    ImmutableSortedDictionary<string, decimal>? ByVenue,
    ImmutableArray<string> Unknown)
{
    // Where longs and shorts cancel out but for less than this part, shares by signed position mean nothing.
    private const decimal LeastNet = 1e-9m;

    private static readonly ImmutableSortedDictionary<string, decimal> None =
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);

    /// <summary>A time nobody has said anything about.</summary>
    internal static FundingTime At(Instant time) => new(time, null, null, []);

    /// <summary>Portfolios that have or lack a figure.</summary>
    internal IEnumerable<string> Portfolios => (ByRate ?? None).Keys.Concat((ByVenue ?? None).Keys).Concat(Unknown);

    /// <summary>What counts for a portfolio: the venue's figure supersedes the rate's.</summary>
    internal decimal Paid(string portfolio) => (ByVenue ?? ByRate ?? None).GetValueOrDefault(portfolio);

    /// <summary>The venue's figure less the rate's; 0 unless both are known.</summary>
    internal decimal Difference(string portfolio) =>
        ByVenue is null || ByRate is null ? 0m : ByVenue.GetValueOrDefault(portfolio) - ByRate.GetValueOrDefault(portfolio);

    /// <summary>The time after one more event of it.</summary>
    /// <exception cref="OverflowException">A figure is past what a ledger can hold.</exception>
    internal FundingTime After(Funding funding, IReadOnlyList<(string Portfolio, decimal Quantity)> positions, ContractValue contract) =>
        funding.Source switch
        {
            FundingSource.Rate => this with { ByRate = Sum(ByRate, Amounts(funding, positions, contract)), Unknown = [] },
            FundingSource.Venue => this with { ByVenue = Sum(ByVenue, Split(funding.Amount!.Value, positions, ByRate, funding.Portfolio)), Unknown = [] },
            _ when ByRate is not null || ByVenue is not null => this,
            _ => this with { Unknown = [.. Unknown.Union(positions.Where(p => p.Quantity != 0).Select(p => p.Portfolio), StringComparer.Ordinal)] },
        };

    /// <summary>
    /// Splits an account's amount by signed position. Where positions cancel out, the rate's amounts are taken and the rest
    /// goes to the largest position; where nothing is held, all goes to <paramref name="fallback"/>.
    /// </summary>
    /// <param name="amount">Cash to the account.</param>
    /// <param name="positions">Positions by portfolio; zeros may be left out.</param>
    /// <param name="byRate">What the rate came to, if known.</param>
    /// <param name="fallback">Portfolio that the event names.</param>
    public static ImmutableSortedDictionary<string, decimal> Split(
        decimal amount, IReadOnlyList<(string Portfolio, decimal Quantity)> positions, ImmutableSortedDictionary<string, decimal>? byRate, string fallback)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var held = positions.Where(p => p.Quantity != 0).ToArray();
        if (held.Length == 0)
        {
            return None.Add(fallback, amount);
        }

        var shares = None.ToBuilder();
        var (net, gross) = (held.Sum(p => p.Quantity), held.Sum(p => Math.Abs(p.Quantity)));
        var cancels = Math.Abs(net) <= gross * LeastNet;
        foreach (var (portfolio, quantity) in held)
        {
            shares[portfolio] = cancels ? byRate?.GetValueOrDefault(portfolio) ?? 0m : ExactSum.Share(amount, quantity, net);
        }

        var largest = held.MaxBy(p => Math.Abs(p.Quantity)).Portfolio;
        shares[largest] += amount - shares.Values.Sum();
        return shares.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, decimal> Amounts(
        Funding funding, IEnumerable<(string Portfolio, decimal Quantity)> positions, ContractValue contract)
    {
        var (rate, mark) = (funding.Rate!.Value, funding.Mark!.Value);
        var amounts = None.ToBuilder();
        foreach (var (portfolio, quantity) in positions.Where(p => p.Quantity != 0))
        {
            if (!Magnitude.Fits(quantity, contract, mark) || !Magnitude.Fits(quantity * contract.At(mark), rate))
            {
                throw new OverflowException($"{funding.Name}: rate {rate} at mark {mark} on {quantity} is past what the ledger can hold");
            }

            // The absolute value: long pays a positive rate, whatever the sign of the contract's value function.
            amounts[portfolio] = decimal.Round(-quantity * Math.Abs(contract.At(mark)) * rate, ContractValue.Decimals, MidpointRounding.ToEven);
        }

        return amounts.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, decimal> Sum(
        ImmutableSortedDictionary<string, decimal>? known, ImmutableSortedDictionary<string, decimal> further) =>
        known is null ? further : further.Aggregate(known, (sum, f) => sum.SetItem(f.Key, sum.GetValueOrDefault(f.Key) + f.Value));
}
