using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Pnl;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>From when on an inventory closes its seconds.</summary>
public sealed class ValueClosingTests
{
    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");

    [Fact]
    public void A_recording_that_begins_after_the_activation_is_closed_from_its_first_event_on()
    {
        using var meter = new PnlMeter(TimeProvider.System, NullLogger<PnlMeter>.Instance);
        var clock = new MarketClock(TimeProvider.System);
        var market = new InstrumentMarket(MarkPolicy.Default, TimeSpan.FromSeconds(60), clock.FollowsRecording);
        var closing = new ValueClosing(market, new(clock, market, meter), clock);
        var ledgers = new InstrumentLedgers(new Instrument { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" });
        var fill = Some.Fill(Perpetual, "desk", "t1");
        var end = fill.VenueTime + TimeSpan.FromSeconds(2);

        clock.FollowRecording();
        ledgers.Commit(ledgers.Prepare([fill], StampRange.All), 1);
        closing.AddLateEvents([fill], ledgers);
        closing.Close(ledgers, end);

        Assert.Equal(end, closing.ClosedTo);
        Assert.Equal([fill.VenueTime, fill.VenueTime + TimeSpan.FromSeconds(1), end], closing.TakeUnsent("desk").Closed.Select(closed => closed.At));
    }
}
