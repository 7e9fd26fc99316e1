using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Rates of one minute into one currency.</summary>
/// <param name="table">Table that the rates are from; <see langword="null"/> when the minute has none.</param>
/// <param name="currency">Currency that the rates convert to.</param>
internal sealed class MinuteRates(FxTable? table, string currency)
{
    private readonly Dictionary<string, decimal?> _rates = new(StringComparer.Ordinal);

    /// <summary>Table that the rates are from; <see langword="null"/> when the minute has none.</summary>
    internal FxTable? Table => table;

    /// <summary>Version of the table; 0 without one.</summary>
    internal long Version => table?.Version ?? 0;

    /// <summary>Amount of the currency for one unit of an asset; <see langword="null"/> when there is none.</summary>
    internal decimal? Of(string asset) =>
        asset == currency ? 1m
        : _rates.TryGetValue(asset, out var known) ? known
        : _rates[asset] = table?.Convert(asset, currency)?.Rate;

    /// <summary>The rate of each profit's asset.</summary>
    internal IEnumerable<DayRate> All(IEnumerable<SettledProfit> profits) => profits.Select(profit => new DayRate(profit.Asset, Of(profit.Asset)));
}
