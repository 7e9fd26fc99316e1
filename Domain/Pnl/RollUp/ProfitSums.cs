using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Profit of ledgers by settle asset, of which single ledgers change.</summary>
/// <remarks>The sums are the same, to the last digit, as those of <see cref="SettledProfit.Of"/> over all ledgers in order. Not safe for concurrent use.</remarks>
public sealed class ProfitSums
{
    private readonly SortedAssets<AssetProfit> _assets = new(asset => new(asset));
    private SettledProfit[]? _last;

    /// <summary>Adds the profit of a ledger that settles in <paramref name="asset"/>.</summary>
    public void Add(string asset, PnlAttribution value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _assets.GetOrAdd(asset).Add(value);
        _last = null;
    }

    /// <summary>Replaces the profit of a ledger that settles in <paramref name="asset"/> by its newer one.</summary>
    public void Replace(string asset, PnlAttribution value, PnlAttribution by)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(by);
        _assets.GetOrAdd(asset).Replace(value, by);
        _last = null;
    }

    /// <summary>The sums, in order of asset. The same array while no ledger changes.</summary>
    /// <param name="ledgers">The ledgers in order; they are read only when a part is unknown, or when a sum is so long that it is rounded.</param>
    public SettledProfit[] Of(IEnumerable<(string Name, string Asset, PnlAttribution Value)> ledgers)
    {
        if (_last is null)
        {
            var all = _assets.All;
            _last = new SettledProfit[all.Count];
            for (var i = 0; i < _last.Length; i++)
            {
                _last[i] = all[i].Of(ledgers);
            }
        }

        return _last;
    }
}
