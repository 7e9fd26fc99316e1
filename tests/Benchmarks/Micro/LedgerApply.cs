using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does booking a fill take, judged and applied at average cost, without the journal?</summary>
[MemoryDiagnoser]
public class LedgerApply
{
    private const int Count = 10_000;
    private const int Group = 100;

    private Instrument _terms = null!;
    private Fill[][] _groups = null!;

    [Params(ContractKind.Spot, ContractKind.Inverse)]
    public ContractKind Kind { get; set; }

    [GlobalSetup]
    public void MakeFills()
    {
        _terms = new()
        {
            Id = new("bench", "BTC"),
            Kind = Kind,
            Base = "BTC",
            Quote = "USD",
            Settle = Kind == ContractKind.Inverse ? "BTC" : "USD",
            Multiplier = Kind == ContractKind.Inverse ? 100m : 1m,
        };
        var random = new Random(1);
        _groups = [.. Enumerable.Range(0, Count).Select(i => SomeFill(i, random)).Chunk(Group)];
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public decimal Book()
    {
        var ledgers = new InstrumentLedgers(_terms);
        var number = 0L;
        foreach (var group in _groups)
        {
            var prepared = ledgers.Prepare(group, StampRange.All);
            ledgers.Commit(prepared, number);
            number += prepared.Booked.Count;
        }

        return ledgers.All.First().State.Realized;
    }

    private Fill SomeFill(int index, Random random) => new()
    {
        Instrument = _terms.Id,
        Account = "mm-1",
        Portfolio = "main",
        TradeId = $"t{index}",
        Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
        Price = 60_000m + (random.Next(-5_000, 5_000) / 10m),
        Quantity = Kind == ContractKind.Inverse ? random.Next(1, 100) : random.Next(1, 1_000) / 1_000m,
        Fee = 0.0001m,
        VenueTime = new(1_723_161_600_000_000 + index),
    };
}
