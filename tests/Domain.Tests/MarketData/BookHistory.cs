using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.Tests.MarketData;

/// <summary>What a made-up venue sends, from a seed: on and off its grid, far and near, repeated, empty, jumping.</summary>
internal sealed class BookHistory
{
    private static readonly decimal[] Ticks = [0.1m, 0.01m, 0.5m, 0.25m, 5m, 1m, 0.00000001m, 0.0003m];

    private readonly Random _random;
    private readonly decimal _tick;
    private readonly int _spread;
    private readonly int _most;
    private readonly double _share;
    private long _middle;

    public BookHistory(int seed, bool isLarge)
    {
        _random = new(seed);
        IsLarge = isLarge;
        _tick = Ticks[_random.Next(Ticks.Length)];
        _middle = _random.Next(10) == 0 ? _random.Next(60) : _random.Next(1_000, 10_000_000);
        _spread = isLarge ? _random.Next(300, 4_000) : _random.Next(4, 200);
        _most = isLarge ? 700 : _random.Next(1, 24);
        _share = _random.Next(3) switch { 0 => 0, 1 => 0.05, _ => 0.5 };
        Rules = new()
        {
            Uncross = _random.Next(3) == 0,
            MaxDepth = _random.Next(3) == 0 ? _random.Next(1, isLarge ? 400 : 30) : null,
            TickSize = _random.Next(4) switch { 0 => _tick, 1 => Ticks[_random.Next(Ticks.Length)], _ => null },
        };
        Indexing = isLarge
            ? TickIndexing.Default
            : new(_random.Next(1, 40), _random.Next(1, 8), 64 << _random.Next(0, 8));
    }

    public bool IsLarge { get; }

    public BookRules Rules { get; }

    public TickIndexing Indexing { get; }

    public bool Happens(int oneIn) => _random.Next(oneIn) == 0;

    public (bool IsSnapshot, BookLevel[] Bids, BookLevel[] Asks) Next(bool isFirst)
    {
        _middle += _random.Next(60) switch
        {
            0 => _random.NextInt64(-50_000, 50_000),
            1 => _random.NextInt64(-3_000_000, 3_000_000),
            _ => _random.NextInt64(-2, 3),
        };
        var isSnapshot = isFirst ? !Happens(20) : Happens(IsLarge ? 40 : 15);
        return (isSnapshot, Levels(-1), Levels(1));
    }

    private BookLevel[] Levels(int direction)
    {
        var levels = new BookLevel[_random.Next(_most + 1)];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = i > 0 && Happens(12) ? new(levels[_random.Next(i)].Price, Amount()) : new(Price(direction), Amount());
        }

        if (Happens(3))
        {
            Array.Sort(levels, (a, b) => direction * a.Price.CompareTo(b.Price));
        }

        return levels;
    }

    private double Price(int direction)
    {
        // Sides overlap now and then, so that books lock and cross.
        var at = _middle + (direction * _random.NextInt64(-2, _spread));
        var price = (double)(at * _tick);
        return _random.NextDouble() < _share
            ? _random.Next(6) switch
            {
                0 => price + ((double)_tick / 3),
                1 => Math.BitIncrement(price),
                2 => price * 1_000,
                3 => _random.Next(5) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => -0.0, 3 => 1e17, _ => -price },
                _ => (double)((at * _tick) + (_tick / 10)),
            }
            : price;
    }

    private double Amount() => _random.Next(40) switch
    {
        < 12 => 0,
        12 => _random.Next(4) switch { 0 => double.NaN, 1 => -1, 2 => double.PositiveInfinity, _ => -0.0 },
        13 => double.Epsilon,
        _ => _random.Next(1, 1_000) / 8.0,
    };
}
