using System.Collections.Concurrent;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Fx;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Closed minutes of rates that tests set; a minute nobody set has none.</summary>
public sealed class TestRates : IFxPoints
{
    private readonly ConcurrentDictionary<Instant, FxTable> _minutes = new();
    private readonly ConcurrentDictionary<Instant, bool> _open = new();

    /// <summary>Sets the rate of an asset to USDT at a minute, beside those of other assets.</summary>
    public void Set(Instant minute, string asset, decimal rate) => _minutes.AddOrUpdate(
        minute,
        _ => Table(minute, [new(asset, "USDT", rate, minute)]),
        (_, table) => Table(minute, [.. table.Quotes.Where(quote => quote.Base != asset), new(asset, "USDT", rate, minute)]));

    /// <summary>The minute is not closed until <see cref="Close"/>.</summary>
    public void Open(Instant minute) => _open[minute] = true;

    public void Close(Instant minute) => _open.TryRemove(minute, out _);

    public ValueTask<FxPoint> Get(Instant at)
    {
        var minute = FxPoint.MinuteOf(at);
        return new(_open.ContainsKey(minute) ? new FxPoint(minute, null, false) : new(minute, _minutes.GetValueOrDefault(minute), true));
    }

    private static FxTable Table(Instant minute, FxQuote[] quotes) =>
        new() { Version = minute.Micros / (60 * Instant.PerSecond), Now = minute, MaxAge = TimeSpan.FromMinutes(1), Quotes = quotes };
}
