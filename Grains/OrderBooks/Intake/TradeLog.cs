using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>The newest trades of an instrument by position. A mark shows where trades may be missing, and has its own position.</summary>
internal sealed class TradeLog(long epoch, int capacity = 16_384)
{
    private Trade?[] _ring = new Trade?[16];
    private long _next;

    private long First => Math.Max(0, _next - _ring.Length);

    internal void Add(Trade trade) => Append(trade);

    /// <summary>Marks that trades between the last one and the next may be missing.</summary>
    internal void MarkGap()
    {
        if (_next == 0 || At(_next - 1) is not null)
        {
            Append(null);
        }
    }

    /// <summary>Reads a page of trades. A page ends at a mark, and the next one says that there was a gap before it.</summary>
    internal TradePage Read(TradeCursor after, int limit)
    {
        var isFirstRead = after.Epoch == 0;
        var at = after.Epoch == epoch ? Math.Min(after.Position, _next) : First;
        var gap = (!isFirstRead && after.Epoch != epoch) || at < First;
        at = Math.Max(at, First);
        while (at < _next && At(at) is null)
        {
            gap |= !isFirstRead;
            at++;
        }

        var trades = new List<Trade>();
        while (at < _next && trades.Count < limit && At(at) is { } trade)
        {
            trades.Add(trade);
            at++;
        }

        return new() { Trades = [.. trades], Next = new(epoch, at), Gap = gap };
    }

    private Trade? At(long position) => _ring[position % _ring.Length];

    private void Append(Trade? entry)
    {
        if (_next == _ring.Length && _ring.Length < capacity)
        {
            // Most books see few trades, so the ring starts small; until it wraps for the first time, a plain copy grows it.
            Array.Resize(ref _ring, _ring.Length * 2);
        }

        _ring[_next % _ring.Length] = entry;
        _next++;
    }
}
