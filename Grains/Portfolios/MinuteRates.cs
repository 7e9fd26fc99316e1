using Ballast.Domain.Pnl;

namespace Ballast.Grains.Portfolios;

/// <summary>Rates of one minute into one currency.</summary>
/// <param name="table">Where they come from; <see langword="null"/> without one.</param>
/// <param name="currency">Into which.</param>
internal sealed class MinuteRates(FxTable? table, string currency)
{
    private readonly Dictionary<string, decimal?> _known = new(StringComparer.Ordinal);

    /// <summary>Where they come from; <see langword="null"/> without one.</summary>
    internal FxTable? Table => table;

    /// <summary>Version of the table; 0 without one.</summary>
    internal long Version => table?.Version ?? 0;

    /// <summary>Amount of the currency for one unit of an asset; <see langword="null"/> when there is none.</summary>
    internal decimal? Of(string asset) =>
        asset == currency ? 1m
        : _known.TryGetValue(asset, out var known) ? known
        : _known[asset] = table?.Convert(asset, currency)?.Rate;

    /// <summary>Rates of the assets of profits.</summary>
    internal IEnumerable<DayRate> All(IEnumerable<SettledProfit> profits) => profits.Select(profit => new DayRate(profit.Asset, Of(profit.Asset)));
}
