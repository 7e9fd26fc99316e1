using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Markouts;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does one fill take to be followed through all horizons, at 20,000 fills a second of event time?</summary>
[MemoryDiagnoser]
public class MarkoutTrack
{
    private const int Count = 100_000;
    private const long Spacing = Instant.PerSecond / 20_000;
    private const int Group = 20;

    private MarkoutFill[] _fills = null!;

    [Params(ContractKind.Linear, ContractKind.Inverse)]
    public ContractKind Kind { get; set; }

    /// <summary>One fill in so many comes a second late; 0 for none.</summary>
    [Params(0, 10)]
    public int LateEvery { get; set; }

    [GlobalSetup]
    public void MakeFills()
    {
        var random = new Random(1);
        _fills = [.. Enumerable.Range(0, Count).Select(i => SomeFill(i, random))];
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Follow()
    {
        var tracker = new MarkoutTracker(new("bench", "BTC"), "USD", MarkoutPolicy.Default);
        foreach (var group in _fills.Chunk(Group))
        {
            foreach (var fill in group)
            {
                tracker.Add(fill);
                tracker.ApplyMidAtFill(fill.Number, 60_000m);
            }

            Finish(tracker, group[^1].VenueTime);
        }

        Finish(tracker, _fills[^1].VenueTime + TimeSpan.FromHours(1));
        return tracker.PendingCount;
    }

    private static void Finish(MarkoutTracker tracker, Instant confirmedTo)
    {
        foreach (var due in tracker.Due(confirmedTo, time => (60_000m + (time.Micros % 100), true)))
        {
            tracker.ApplyMid(due.Number, due.Horizon, new(due.Mid));
        }
    }

    private MarkoutFill SomeFill(int index, Random random) => new()
    {
        Number = index,
        Portfolio = "main",
        Account = "mm-1",
        Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
        Liquidity = random.Next(10) == 0 ? LiquiditySide.Taker : LiquiditySide.Maker,
        Price = 60_000m + (random.Next(-5_000, 5_000) / 10m),
        Quantity = Kind == ContractKind.Inverse ? random.Next(1, 100) : random.Next(1, 1_000) / 1_000m,
        Contract = new(Kind, Kind == ContractKind.Inverse ? 100m : 1m),
        VenueTime = new(1_723_161_600_000_000 + (index * Spacing) - (LateEvery > 0 && index % LateEvery == 0 ? Instant.PerSecond : 0)),
    };
}
