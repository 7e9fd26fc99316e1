using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Profit of the ledgers that settle in one asset. Not safe for concurrent use.</summary>
internal sealed class AssetProfit(string asset)
{
    private readonly RunningSum _spread = new();
    private readonly RunningSum _inventory = new();
    private readonly RunningSum _markBasis = new();
    private readonly RunningSum _fees = new();
    private readonly RunningSum _funding = new();
    private readonly RunningSum _total = new();
    private readonly RunningSum _known = new();
    private int _provisional;
    private int _withReason;
    private long _fillsWithoutMid;
    private long _gridMidFills;
    private long _thinnedMidFills;
    private string? _reason;
    private bool _isReasonOld;
    private SettledProfit? _last;

    internal void Add(PnlAttribution value)
    {
        _last = null;
        _spread.Add(value.Spread);
        _inventory.Add(value.Inventory);
        _markBasis.Add(value.MarkBasis);
        _fees.Add(value.Fees);
        _funding.Add(value.Funding);
        _total.Add(value.Total);
        _known.Add(value.KnownTotal);
        _isReasonOld |= value.Reason is not null;
        Count(value, 1);
    }

    /// <summary>Replaces the profit of a ledger by its newer one.</summary>
    internal void Replace(PnlAttribution value, PnlAttribution by)
    {
        _last = null;
        _spread.Replace(value.Spread, by.Spread);
        _inventory.Replace(value.Inventory, by.Inventory);
        _markBasis.Replace(value.MarkBasis, by.MarkBasis);
        _fees.Replace(value.Fees, by.Fees);
        _funding.Replace(value.Funding, by.Funding);
        _total.Replace(value.Total, by.Total);
        _known.Replace(value.KnownTotal, by.KnownTotal);
        _isReasonOld |= value.Reason != by.Reason;
        Count(value, -1);
        Count(by, 1);
    }

    /// <summary>The sum.</summary>
    /// <param name="ledgers">Ledgers of all assets in order; they are read only when a part is unknown, or when a sum is so long that it is rounded.</param>
    internal SettledProfit Of(IEnumerable<(string Name, string Asset, PnlAttribution Value)> ledgers) => _last ??= Sum(ledgers);

    private SettledProfit Sum(IEnumerable<(string Name, string Asset, PnlAttribution Value)> ledgers)
    {
        if (!(_spread.TryGet(out var spread) & _inventory.TryGet(out var inventory) & _markBasis.TryGet(out var markBasis) & _fees.TryGet(out var fees)
            & _funding.TryGet(out var funding) & _total.TryGet(out var total) & _known.TryGet(out var known)))
        {
            return Own(ledgers).Aggregate(SettledProfit.None(asset), (sum, ledger) => sum.Add(ledger.Name, ledger.Value));
        }

        return new()
        {
            Asset = asset,
            Value = new()
            {
                Spread = _spread.Unknown == 0 ? spread : null,
                Inventory = _inventory.Unknown == 0 ? inventory : null,
                MarkBasis = _markBasis.Unknown == 0 ? markBasis : null,
                Fees = _fees.Unknown == 0 ? fees : null,
                Funding = _funding.Unknown == 0 ? funding : null,
                Fx = 0,
                Total = _total.Unknown == 0 ? total : null,
                PartialTotal = known,
                Provisional = _provisional > 0,
                FillsWithoutMid = _fillsWithoutMid,
                GridMidFills = _gridMidFills,
                ThinnedMidFills = _thinnedMidFills,
                Reason = Reason(ledgers),
            },
            KnownTotal = known,
        };
    }

    private string? Reason(IEnumerable<(string Name, string Asset, PnlAttribution Value)> ledgers)
    {
        if (_isReasonOld)
        {
            _reason = _withReason == 0
                ? null
                : JoinedReasons.Of(Own(ledgers).Where(ledger => ledger.Value.Reason is not null).Select(ledger => JoinedReasons.Named(ledger.Name, ledger.Value.Reason!)));
            _isReasonOld = false;
        }

        return _reason;
    }

    private IEnumerable<(string Name, string Asset, PnlAttribution Value)> Own(IEnumerable<(string Name, string Asset, PnlAttribution Value)> ledgers) =>
        ledgers.Where(ledger => ledger.Asset == asset);

    private void Count(PnlAttribution value, int by)
    {
        _provisional += value.Provisional ? by : 0;
        _withReason += value.Reason is null ? 0 : by;
        _fillsWithoutMid += by * value.FillsWithoutMid;
        _gridMidFills += by * value.GridMidFills;
        _thinnedMidFills += by * value.ThinnedMidFills;
    }
}
