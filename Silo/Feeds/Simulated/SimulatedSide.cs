using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>One side of a simulated book.</summary>
/// <remarks>
/// Levels are keyed by signed ticks, asks by their price and bids by its negative: the best is the lowest key on both
/// sides, and one body of code serves both.
/// </remarks>
/// <param name="sign">1 for asks, −1 for bids.</param>
/// <param name="shape">Spacing and sizes.</param>
/// <param name="random">Draws.</param>
internal sealed class SimulatedSide(int sign, SimulatedInstrument shape, SplitMix64 random)
{
    /// <summary>Levels kept.</summary>
    public const int Depth = 25;

    private const double RefillChance = 0.7;
    private const int SizesChangedPerStep = 2;

    private readonly List<RestingLevel> _levels = [];
    private RestingLevel[] _published = [];

    /// <summary>Signed ticks of the nearest price a maker would quote at a fair price.</summary>
    public long TouchAt(double fair) =>
        (long)Math.Ceiling(((sign * fair) + (fair * shape.HalfSpread)) * shape.TicksPerUnit);

    /// <summary>Makers cancel what the fair price made too good, refill the touch by and by and the depth at once.</summary>
    public void Settle(double fair)
    {
        var touch = TouchAt(fair);
        _levels.RemoveAll(level => level.Key < touch);

        while (_levels.Count > 0 && _levels[0].Key - touch > shape.GapTicks && random.NextChance(RefillChance))
        {
            _levels.Insert(0, new(Math.Max(touch, _levels[0].Key - NextGap(0)), NextSize(0)));
        }

        for (var last = _levels.Count > 0 ? _levels[^1].Key : touch - 1; _levels.Count < Depth; last = _levels[^1].Key)
        {
            _levels.Add(new(last + NextGap(_levels.Count), NextSize(_levels.Count)));
        }

        _levels.RemoveRange(Depth, _levels.Count - Depth);
        for (var i = 0; i < SizesChangedPerStep; i++)
        {
            var at = random.NextBelow(Depth);
            _levels[at] = _levels[at] with { Lots = NextSize(at) };
        }
    }

    /// <summary>An aggressor takes up to <paramref name="lots"/> from the best levels on.</summary>
    /// <param name="lots">Size of the aggressive order.</param>
    /// <param name="before">First signed tick it does not pay.</param>
    /// <param name="mostLevels">Levels it takes from at most, so that a side is never emptied.</param>
    /// <returns>Ticks and lots of each trade, best price first.</returns>
    public List<(long Ticks, long Lots)> Take(long lots, long before, int mostLevels)
    {
        var trades = new List<(long, long)>();
        while (lots > 0 && trades.Count < mostLevels && _levels.Count > 1 && _levels[0].Key < before)
        {
            var best = _levels[0];
            var taken = Math.Min(lots, best.Lots);
            lots -= taken;
            trades.Add((sign * best.Key, taken));
            if (taken == best.Lots)
            {
                _levels.RemoveAt(0);
            }
            else
            {
                _levels[0] = best with { Lots = best.Lots - taken };
            }
        }

        return trades;
    }

    /// <summary>Every level, best first; what is published here is what <see cref="Changes"/> counts from.</summary>
    public BookLevel[] Snapshot()
    {
        _published = [.. _levels];
        return [.. _published.Select(level => Level(level.Key, level.Lots))];
    }

    /// <summary>Levels that differ from what was published last, best first; a level that went has amount 0.</summary>
    public BookLevel[] Changes()
    {
        var changes = new List<BookLevel>();
        var (old, now) = (0, 0);
        while (old < _published.Length || now < _levels.Count)
        {
            var oldKey = old < _published.Length ? _published[old].Key : long.MaxValue;
            var nowKey = now < _levels.Count ? _levels[now].Key : long.MaxValue;
            if (oldKey < nowKey)
            {
                changes.Add(Level(oldKey, 0));
                old++;
                continue;
            }

            if (nowKey < oldKey || _levels[now].Lots != _published[old].Lots)
            {
                changes.Add(Level(nowKey, _levels[now].Lots));
            }

            old += nowKey == oldKey ? 1 : 0;
            now++;
        }

        _published = [.. _levels];
        return [.. changes];
    }

    private BookLevel Level(long key, long lots) => new(shape.PriceOf(sign * key), shape.AmountOf(lots));

    private long NextGap(int depth) => 1 + (long)random.NextExponential(shape.GapTicks * (1 + (depth / 6.0)));

    private long NextSize(int depth) => 1 + (long)random.NextExponential(shape.LevelLots * (1 + (depth / 8.0)));

    private readonly record struct RestingLevel(long Key, long Lots);
}
