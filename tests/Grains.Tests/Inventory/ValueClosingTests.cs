using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Pnl;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>From when on an inventory closes its seconds, at which marks, and which events it reports as late.</summary>
public sealed class ValueClosingTests : IDisposable
{
    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly Instant Midnight = new(1_700_006_400_000_000);

    private readonly PnlMeter _meter = new(TimeProvider.System, NullLogger<PnlMeter>.Instance);
    private readonly FakeTimeProvider _time = new(Midnight.ToDateTimeOffset());
    private readonly MarketClock _clock;
    private readonly InstrumentMarket _market;
    private readonly ValueClosing _closing;
    private readonly InstrumentLedgers _ledgers = new(new Instrument { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" });
    private long _number = 1;
    private long _change;

    public ValueClosingTests()
    {
        _clock = new(_time);
        _market = new(MarkPolicy.Default, TimeSpan.FromSeconds(60));
        _closing = new(_market, new(_clock, _market, _meter), _clock);
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void A_recording_that_begins_after_the_activation_is_closed_from_its_first_event_on()
    {
        var fill = Some.Fill(Perpetual, "desk", "t1");
        var end = fill.VenueTime + TimeSpan.FromSeconds(2);

        _clock.FollowRecording();
        Book(fill);
        _closing.Close(_ledgers, end);

        Assert.Equal(end, _closing.ClosedTo);
        Assert.Equal([fill.VenueTime, fill.VenueTime + TimeSpan.FromSeconds(1), end], _closing.TakeUnsent("desk").Closed.Select(closed => closed.At));
    }

    [Fact]
    public void A_recording_on_a_store_of_earlier_ones_is_closed_from_the_second_after_theirs_on_also_without_an_event()
    {
        Book(Some.Fill(Perpetual, "desk", "t1") with { VenueTime = Midnight - TimeSpan.FromHours(1) });
        _clock.FollowRecording();
        _clock.FollowEarlier(Midnight, isContinued: true);
        Assert.Equal(Midnight + TimeSpan.FromSeconds(1), _closing.FirstBefore(Midnight + TimeSpan.FromSeconds(9)));

        _closing.Close(_ledgers, Midnight + TimeSpan.FromSeconds(2));

        Assert.Equal([1, 2], _closing.TakeUnsent("desk").Closed.Select(closed => (closed.At - Midnight).TotalSeconds));
    }

    [Fact]
    public void An_event_in_an_instrument_that_is_first_traded_after_the_end_of_a_recording_is_late()
    {
        _clock.FollowRecording();
        _clock.EndRecording(Midnight);
        var late = Some.Fill(Perpetual, "desk", "t1") with { VenueTime = Midnight - TimeSpan.FromSeconds(5) };
        Book(late);

        Assert.Null(_closing.FirstBefore(Midnight));
        Assert.Equal([late.VenueTime], _closing.TakeUnsent("desk").Late.Select(item => item.VenueTime));
    }

    [Fact]
    public void An_event_of_a_second_that_an_earlier_recording_has_closed_is_late_and_the_second_is_not_closed_again()
    {
        _clock.FollowRecording();
        _clock.FollowEarlier(Midnight, isContinued: false);
        var (late, timely) = (Some.Fill(Perpetual, "desk", "t1") with { VenueTime = Midnight - TimeSpan.FromSeconds(5) }, Some.Fill(Perpetual, "desk", "t2") with { VenueTime = Midnight + TimeSpan.FromMilliseconds(1) });
        Book(late);
        Book(timely);

        _closing.Close(_ledgers, Midnight + TimeSpan.FromSeconds(1));

        var (closed, lateEvents) = _closing.TakeUnsent("desk");
        Assert.Equal([Midnight + TimeSpan.FromSeconds(1)], closed.Select(value => value.At));
        Assert.Equal([late.VenueTime], lateEvents.Select(item => item.VenueTime));
    }

    [Fact]
    public void Seconds_before_the_first_mark_of_the_book_have_the_mid_that_the_book_already_knew()
    {
        // The venue's clock is 1.25 s ahead: the inventory is activated by a fill before midnight, and the book's mark is of after midnight already.
        _market.Apply(new MidWindow { Instrument = Perpetual, BookEpoch = 1, Changes = [new(Midnight - TimeSpan.FromSeconds(3), 110)], ConfirmedTo = Midnight });
        _market.Apply(Mid(Midnight + TimeSpan.FromMilliseconds(750), 120));
        Book(Some.Fill(Perpetual, "desk", "t1") with { VenueTime = Midnight - TimeSpan.FromMilliseconds(500) });
        _closing.Start(Midnight - TimeSpan.FromMilliseconds(1_250));

        _closing.Close(_ledgers, Midnight + TimeSpan.FromSeconds(1));

        Assert.Equal([(Midnight, 110m, 10m), (Midnight + TimeSpan.FromSeconds(1), 120m, 20m)], _closing.TakeUnsent("desk").Closed.Select(closed => (closed.At, closed.Mark, closed.Value.Total)));
    }

    [Fact]
    public void A_mark_stays_known_for_minutes_after_its_second_has_closed()
    {
        Book(Some.Fill(Perpetual, "desk", "t1") with { VenueTime = Midnight - TimeSpan.FromSeconds(5) });
        _closing.Start(Midnight);
        for (var second = -1; second < 600; second++)
        {
            _market.Apply(Mid(Midnight + TimeSpan.FromSeconds(second), 100 + second));
            _closing.Close(_ledgers, Midnight + TimeSpan.FromSeconds(second));
        }

        Assert.Equal(100m, _market.Seconds.At(Midnight).Mark?.Price);
        Assert.Equal(130m, _market.Seconds.At(Midnight + TimeSpan.FromSeconds(30)).Mark?.Price);
    }

    [Fact]
    public void Seconds_that_were_sent_are_given_again_and_those_that_wait_are_not()
    {
        Book(Some.Fill(Perpetual, "desk", "t1") with { VenueTime = Midnight - TimeSpan.FromSeconds(5) });
        _closing.Start(Midnight);
        _market.Apply(Mid(Midnight - TimeSpan.FromSeconds(1), 110));
        _closing.Close(_ledgers, Midnight + TimeSpan.FromSeconds(2));
        var sent = _closing.TakeUnsent("desk").Closed;
        _closing.Close(_ledgers, Midnight + TimeSpan.FromSeconds(4));

        var again = _closing.Again(_ledgers, "desk", Midnight);
        Assert.Equal(sent[1..].Select(closed => (closed.At, closed.Mark, closed.Value.Total)), again.Select(closed => (closed.At, closed.Mark, closed.Value.Total)));
        Assert.Equal(2, _closing.TakeUnsent("desk").Closed.Length);
        Assert.Equal(4, _closing.Again(_ledgers, "desk", Midnight).Length);
        Assert.Empty(_closing.Again(_ledgers, "other", default));
    }

    [Fact]
    public void A_late_fill_of_an_inventory_that_has_closed_nothing_yet_is_reported()
    {
        Book(Some.Fill(Perpetual, "desk", "t1") with { VenueTime = Midnight - TimeSpan.FromSeconds(30) });
        Book(Some.Fill(Perpetual, "desk", "t2") with { VenueTime = Midnight + TimeSpan.FromSeconds(1) });

        Assert.Equal([new(Midnight - TimeSpan.FromSeconds(30), "fill t1")], _closing.TakeUnsent("desk").Late);
    }

    [Fact]
    public void The_rate_of_a_late_fills_fee_is_reported_too_before_anything_is_closed()
    {
        var fill = Some.Fill(Perpetual, "desk", "late") with { VenueTime = Midnight - TimeSpan.FromSeconds(30), Fee = 0.01m, FeeAsset = "BNB" };
        Book(fill);
        _closing.TakeUnsent("desk");

        _closing.AddLateAnnotations([new(1, AnnotationKind.FeeRate, 0, 500m)], _ledgers);

        Assert.Equal(fill.VenueTime, Assert.Single(_closing.TakeUnsent("desk").Late).VenueTime);
    }

    [Fact]
    public void Fifty_thousand_late_fills_are_reported_by_a_few_names_and_a_number()
    {
        const int Fills = 50_000;
        Fill[] fills = [.. Enumerable.Range(0, Fills).Select(i => Some.Fill(Perpetual, "desk", $"t{i}") with { VenueTime = Midnight - TimeSpan.FromSeconds(60_000 - i) })];

        _closing.AddLateEvents(fills, _ledgers);

        var late = _closing.TakeUnsent("desk").Late;
        Assert.Equal([.. Enumerable.Range(0, LateEvents.MaxNamed).Select(i => $"fill t{i}"), "more late events"], late.Select(item => item.Cause));
        Assert.Equal((fills[LateEvents.MaxNamed].VenueTime, (long)Fills - LateEvents.MaxNamed), (late[^1].VenueTime, late[^1].Others));
        Assert.False(_closing.HasUnsent("desk"));
    }

    private void Book(Fill fill)
    {
        _ledgers.Commit(_ledgers.Prepare([fill], StampRange.All), _number++);
        _closing.AddLateEvents([fill], _ledgers);
    }

    private MidUpdate Mid(Instant at, double mid) => new()
    {
        Instrument = Perpetual,
        BookEpoch = 1,
        FirstChange = _change++,
        Changes = [new(at, mid)],
        State = BookState.Live,
        ReceivedAt = at,
        VenueTime = at,
        Marks = [new(at, mid, mid, at, double.NaN, default)],
    };
}
