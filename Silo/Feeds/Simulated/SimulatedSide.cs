using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>One side of a simulated book.</summary>
/// <remarks>
/// Levels are keyed by signed ticks: asks by their price, bids by its negative. The best level has the lowest key on both
/// sides, so both share the same code.
/// </remarks>
/// <param name="sign">1 for asks, −1 for bids.</param>
/// <param name="shape">Spacing and sizes.</param>
/// <param name="random">Random numbers.</param>
internal sealed class SimulatedSide(int sign, SimulatedInstrument shape, SplitMix64 random)
{
    /// <summary>Number of levels.</summary>
    public const int Depth = 25;

    private const double RefillChance = 0.7;
    private const int SizesChangedPerStep = 2;

    private readonly List<RestingLevel> _levels = [];
    private RestingLevel[] _published = [];

    /// <summary>Signed ticks of the best price that a maker would quote around a fair price.</summary>
    public long TouchAt(double fair) =>
        (long)Math.Ceiling(((sign * fair) + (fair * shape.HalfSpread)) * shape.TicksPerUnit);

    /// <summary>Makers cancel levels that the fair price has made too good, refill the best prices gradually and deeper levels at once.</summary>
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

    /// <summary>An aggressor takes up to <paramref name="lots"/>, best levels first.</summary>
    /// <param name="lots">Size of the aggressive order.</param>
    /// <param name="before">First signed tick that the aggressor does not pay.</param>
    /// <param name="mostLevels">Largest number of levels to take from, so that a side is never emptied.</param>
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

    /// <summary>Every level, best first; the next <see cref="Changes"/> is relative to this.</summary>
    public BookLevel[] Snapshot()
    {
        _published = [.. _levels];
        return [.. _published.Select(level => Level(level.Key, level.Lots))];
    }

    /// <summary>Levels that differ from those published last, best first; a removed level has amount 0.</summary>
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
