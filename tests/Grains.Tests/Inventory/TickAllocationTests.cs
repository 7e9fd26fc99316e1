using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.OrderBooks.Intake;
using Ballast.Grains.OrderBooks.Mids;
using Ballast.Grains.Pnl;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>Bytes that a message costs on its way from the book to a position, besides what Orleans allocates. The bounds are about 1.5 times what was measured.</summary>
public sealed class TickAllocationTests : IDisposable
{
    private const int Messages = 2_000;

    // Histories of mids and marks grow while they are new.
    private const int HistoryBytes = 128;

    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly Instrument Terms = new() { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" };

    private readonly PnlMeter _meter = new(TimeProvider.System, NullLogger<PnlMeter>.Instance);
    private readonly LedgerJournal _journal = new(new(null!, new(), new()), Perpetual, new(), () => Some.Now, TimeProvider.System, NullLogger.Instance);
    private readonly InstrumentMarket _market = new(MarkPolicy.Default, TimeSpan.FromDays(36_500));
    private readonly CancellationTokenSource _stopping = new();
    private readonly BookIntake _intake = new(Perpetual, 1, new BallastOptions(), tickSize: null);
    private readonly MarketBatch[] _batches;

    public TickAllocationTests()
    {
        _batches = [.. Enumerable.Range(1, 2 * Messages).Select(Batch)];
        _intake.Apply(Some.Batch("feed/0", 1, 1, Perpetual, Some.Snapshot(Perpetual, 99, 101, At(0))));
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _meter.Dispose();
        _journal.Dispose();
    }

    [Fact]
    public void Intake_of_a_message_by_its_book_allocates_at_most_64_bytes_besides_the_history_of_mids()
    {
        Assert.InRange(Measure(i => _intake.Apply(_batches[i])), 0, 64 + HistoryBytes);
    }

    [Fact]
    public void A_new_mid_on_its_way_to_the_inventory_allocates_at_most_500_bytes_besides_the_histories()
    {
        var subscription = new MidSubscription(Perpetual, 1, null!);
        Assert.InRange(Measure(Send), 1, 500 + (2 * HistoryBytes));

        void Send(int i)
        {
            var changes = _intake.Apply(_batches[i]);
            subscription.Add(changes, new(_intake.Book.State, _intake.ReceivedAt, _intake.VenueTime, _intake.Mark, i));
            _market.Apply(subscription.Take());
        }
    }

    [Fact]
    public void A_position_at_a_new_mid_allocates_at_most_1500_bytes()
    {
        var clock = new MarketClock(TimeProvider.System);
        var valuation = new PositionValuation(clock, _market, _meter);
        _journal.Start(Terms, LedgerPolicy.Of(new()));
        var prepared = _journal.Ledgers.Prepare([Some.Fill(Perpetual, "desk", "t1") with { VenueTime = At(1) }], StampRange.All);
        _journal.Ledgers.Commit(prepared, 1);
        var subscription = new MidSubscription(Perpetual, 1, null!);
        subscription.Add(_intake.Apply(_batches[0]), new(_intake.Book.State, _intake.ReceivedAt, _intake.VenueTime, _intake.Mark, 1));
        _market.Apply(subscription.Take());
        var posting = new PositionPosting(_journal, valuation, new(_market, valuation, clock), null!, _stopping.Token) { Instrument = Perpetual };

        Assert.InRange(Measure(i => Assert.NotNull(posting.Of("desk"))), 1, 1_500);
    }

    /// <summary>Bytes of one message, after as many to warm up.</summary>
    private static double Measure(Action<int> take)
    {
        for (var i = 0; i < Messages; i++)
        {
            take(i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = Messages; i < 2 * Messages; i++)
        {
            take(i);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Messages;
    }

    private static Instant At(int millis) => new(1_700_000_000_000_000 + (millis * Instant.PerMillisecond));

    /// <summary>Moves the best bid up or down, so that every message changes the mid.</summary>
    private static MarketBatch Batch(int i) =>
        Some.Batch("feed/0", 1, 1 + i, Perpetual, Some.Bid(Perpetual, 99.5, i % 2, At(i)));
}
