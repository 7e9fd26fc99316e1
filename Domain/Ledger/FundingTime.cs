using System.Collections.Immutable;

namespace Ballast.Domain.Ledger;

/// <summary>What an account's newest funding time has brought so far, by portfolio in settle currency.</summary>
/// <param name="Time">The funding time.</param>
/// <param name="ByRate">What the rate came to; <see langword="null"/> while none was given.</param>
/// <param name="ByVenue">How the venue's amount was split; <see langword="null"/> while none was given.</param>
/// <param name="Unknown">Portfolios whose figure counts as missing.</param>
public sealed record FundingTime(
    Instant Time,
    ImmutableSortedDictionary<string, decimal>? ByRate,
    ImmutableSortedDictionary<string, decimal>? ByVenue,
    ImmutableArray<string> Unknown)
{
    /// <summary>A time nobody has said anything about.</summary>
    internal static FundingTime At(Instant time) => new(time, null, null, []);

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
        var shares = ImmutableSortedDictionary.CreateBuilder<string, decimal>(StringComparer.Ordinal);
        var held = positions.Where(p => p.Quantity != 0).ToArray();
        if (held.Length == 0)
        {
            shares[fallback] = amount;
            return shares.ToImmutable();
        }

        var net = held.Sum(p => p.Quantity);
        foreach (var (portfolio, quantity) in held)
        {
            shares[portfolio] = net != 0 ? ExactSum.Share(amount, quantity, net) : byRate?.GetValueOrDefault(portfolio) ?? 0m;
        }

        var largest = held.MaxBy(p => Math.Abs(p.Quantity)).Portfolio;
        shares[largest] += amount - shares.Values.Sum();
        return shares.ToImmutable();
    }
}
