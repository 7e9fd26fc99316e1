using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Pnl;

/// <summary>Rates of fees that the market has none for.</summary>
public sealed class FeeOptions
{
    private const decimal Least = 1e-12m;
    private const decimal Most = 1e12m;

    /// <summary>
    /// Report currency for one unit of an asset, by asset. It converts a fee in the asset when the minute of the fill has no rate, and the fee is
    /// then counted as converted so.
    /// </summary>
    public IDictionary<string, decimal> FallbackRates { get; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    internal IEnumerable<string> Faults() => FallbackRates.Where(rate => rate.Value is < Least or > Most)
        .Select(rate => FormattableString.Invariant($"Fees:FallbackRates:{rate.Key} is {rate.Value}; it must be from {Least} to {Most}."));

    /// <summary>Settle currency for one unit of a fee's asset; <see langword="null"/> when the configuration does not say.</summary>
    /// <param name="asset">Asset of the fee.</param>
    /// <param name="settle">Settle asset of its ledger.</param>
    /// <param name="currency">Report currency.</param>
    /// <param name="table">Rates of the fill's minute, which convert the settle asset; <see langword="null"/> when there are none.</param>
    internal decimal? FallbackOf(string asset, string settle, string currency, FxTable? table)
    {
        if (!FallbackRates.TryGetValue(asset, out var rate))
        {
            return null;
        }

        var ofSettle = settle == currency ? 1m
            : table?.Convert(settle, currency)?.Rate is { } known ? known
            : FallbackRates.TryGetValue(settle, out var own) ? own
            : 0m;
        return ofSettle >= Least ? rate / ofSettle : null;
    }
}
