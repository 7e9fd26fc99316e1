using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Pnl;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does a new mid keep an inventory busy, when one of its portfolios is followed and each has fills without a final mid?</summary>
[MemoryDiagnoser]
public class MidRevalue
{
    private const int PendingFills = 20;

    private static readonly InstrumentId Perpetual = new("bench", "BTC-PERP");
    private static readonly PnlMeter Meter = new(TimeProvider.System, NullLogger<PnlMeter>.Instance);

    private InstrumentMarket _market = null!;
    private PositionPosting _posting = null!;
    private long _micros = 1_723_161_600_000_000;

    [Params(1, 100, 1_000)]
    public int Portfolios { get; set; }

    [GlobalSetup]
    public void BookFills()
    {
        var clock = new MarketClock(TimeProvider.System);
        _market = new(MarkPolicy.Default, TimeSpan.FromDays(36_500));
        var journal = new LedgerJournal(new(null!, new(), new()), Perpetual, new(), () => clock.Now, TimeProvider.System, NullLogger.Instance);
        journal.Start(new() { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" }, LedgerPolicy.Of(new()));
        var fills = Enumerable.Range(0, Portfolios * PendingFills).Select(SomeFill).ToArray();
        journal.Ledgers.Commit(journal.Ledgers.Prepare(fills, StampRange.All), 1);
        var valuation = new PositionValuation(clock, _market, Meter);
        _posting = new(journal, valuation, new(_market, valuation, clock), null!, CancellationToken.None) { Instrument = Perpetual };
        Mid();
    }

    [Benchmark]
    public PositionPush? Mid()
    {
        var at = new Instant(_micros += 1_000);
        _market.Apply(new MidUpdate
        {
            Instrument = Perpetual,
            BookEpoch = 1,
            FirstChange = 0,
            Changes = [new(at, 60_000 + (_micros % 7))],
            State = BookState.Live,
            ReceivedAt = at,
            VenueTime = at,
            Marks = [new(at, 60_000, 60_000, at, double.NaN, default)],
        });
        _posting.PostFollowed();
        return _posting.Of("desk0");
    }

    private Fill SomeFill(int index) => new()
    {
        Instrument = Perpetual,
        Account = "mm-1",
        Portfolio = $"desk{index % Portfolios}",
        TradeId = $"t{index}",
        Side = index % 3 == 0 ? Side.Sell : Side.Buy,
        Price = 60_000m,
        Quantity = 0.01m,
        VenueTime = new(_micros + index),
    };
}
