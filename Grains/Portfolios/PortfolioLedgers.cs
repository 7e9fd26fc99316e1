using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios;

/// <summary>Positions that count in a portfolio, with their sums, which follow the changes of single positions. Used on the grain's scheduler only.</summary>
internal sealed class PortfolioLedgers
{
    private readonly PositionView[] _positions;
    private readonly Dictionary<(string Holder, InstrumentId Instrument), (int First, int Count)> _places = [];
    private readonly List<HolderLedgers> _holders = [];
    private readonly int[] _holderOf;
    private readonly LedgerSums _sums = new();
    private readonly ProfitSums _profits = new();
    private readonly IEnumerable<SettleFigures> _figures;
    private readonly IEnumerable<(string, string, PnlAttribution)> _named;
    private readonly IEnumerable<string> _unknown;
    private readonly bool _isInOrder = true;
    private PositionView[]? _copy;
    private Instant _asOf;
    private bool _isAsOfOld;

    /// <summary>Sums up positions.</summary>
    /// <param name="portfolio">Name of the portfolio.</param>
    /// <param name="positions">The positions, in the order of a view.</param>
    internal PortfolioLedgers(string portfolio, PositionView[] positions)
    {
        (_positions, _holderOf) = ([.. positions], new int[positions.Length]);
        _figures = _positions.Select(LedgerFigures.Settled);
        _named = _positions.Select(p => (LedgerFigures.Name(p, portfolio), p.Settle, LedgerFigures.Profit(p)));
        _unknown = _positions.Where(p => p.Total is null).Select(p => $"{LedgerFigures.Name(p, portfolio)}: {p.Reason}");
        foreach (var holder in positions.Select(p => p.Portfolio).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            _holders.Add(new(holder, _positions, _named));
        }

        var indices = _holders.Select((holder, index) => (holder.Name, index)).ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < positions.Length; i++)
        {
            var position = positions[i];
            _holderOf[i] = indices[position.Portfolio];
            _isInOrder &= Place(position, i);
            Add(position, _holders[_holderOf[i]]);
        }

        Assets = [.. positions.Select(p => p.Settle).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Their settle assets.</summary>
    internal string[] Assets { get; }

    /// <summary>The portfolios whose positions these are, in order of name.</summary>
    internal IReadOnlyList<HolderLedgers> Holders => _holders;

    /// <summary>Profit over all positions by settle asset.</summary>
    internal SettledProfit[] Settled => _holders.Count == 1 ? _holders[0].Settled : _profits.Of(_named);

    /// <summary>Newest venue time of the positions; the default without any.</summary>
    internal Instant AsOf
    {
        get
        {
            if (_isAsOfOld)
            {
                (_asOf, _isAsOfOld) = (default, false);
                foreach (var position in _positions)
                {
                    _asOf = Instant.Max(_asOf, LedgerFigures.AsOf(position));
                }
            }

            return _asOf;
        }
    }

    /// <summary>The positions now. The same array while none changes; it never changes itself.</summary>
    internal PositionView[] Positions => _copy ??= [.. _positions];

    /// <summary>Replaces the positions of a holder in an instrument by newer ones.</summary>
    /// <returns>Whether they are of the same ledgers as before. If not, nothing has changed, and the positions have to be summed up anew.</returns>
    internal bool TryReplace(string holder, InstrumentId instrument, ReadOnlySpan<PositionView> positions)
    {
        var (first, count) = _places.GetValueOrDefault((holder, instrument));
        if (!_isInOrder || positions.Length != count)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (!IsSameLedger(_positions[first + i], positions[i]))
            {
                return false;
            }
        }

        for (var i = 0; i < count; i++)
        {
            if (!ReferenceEquals(_positions[first + i], positions[i]))
            {
                Replace(first + i, positions[i]);
            }
        }

        return true;
    }

    /// <summary>The sums at the rates of one table.</summary>
    internal PortfolioSum SumAt(TableRates rates) => _sums.At(rates, _figures, _unknown);

    private static bool IsSameLedger(PositionView left, PositionView right) =>
        left.Instrument == right.Instrument && left.Account == right.Account && left.Portfolio == right.Portfolio && left.Settle == right.Settle;

    /// <returns>Whether the positions of the holder in the instrument follow each other.</returns>
    private bool Place(PositionView position, int index)
    {
        var key = (position.Portfolio, position.Instrument);
        if (!_places.TryGetValue(key, out var place))
        {
            _places[key] = (index, 1);
            return true;
        }

        _places[key] = (place.First, place.Count + 1);
        return place.First + place.Count == index;
    }

    private void Add(PositionView position, HolderLedgers holder)
    {
        var profit = LedgerFigures.Profit(position);
        _sums.Add(LedgerFigures.Settled(position));
        holder.Profits.Add(position.Settle, profit);
        _asOf = Instant.Max(_asOf, LedgerFigures.AsOf(position));
        if (_holders.Count > 1)
        {
            _profits.Add(position.Settle, profit);
        }
    }

    private void Replace(int index, PositionView by)
    {
        var position = _positions[index];
        var (profit, byProfit) = (LedgerFigures.Profit(position), LedgerFigures.Profit(by));
        _sums.Replace(LedgerFigures.Settled(position), LedgerFigures.Settled(by));
        _holders[_holderOf[index]].Profits.Replace(by.Settle, profit, byProfit);
        if (_holders.Count > 1)
        {
            _profits.Replace(by.Settle, profit, byProfit);
        }

        if (LedgerFigures.AsOf(by) is var asOf && asOf >= _asOf)
        {
            _asOf = asOf;
        }
        else
        {
            // The newest may have been this one.
            _isAsOfOld |= LedgerFigures.AsOf(position) == _asOf;
        }

        _positions[index] = by;
        _copy = null;
    }
}
