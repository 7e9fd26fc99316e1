using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Portfolios.Closing;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Which members must be valued again at the ends of closed days, and how much of that is kept.</summary>
public sealed class DayChecksTests : IDisposable
{
    private static readonly InstrumentId Perpetual = new("venue", "PERP");
    private static readonly Instant Midnight = new(86_400 * Instant.PerSecond);

    private readonly StateInMemory _state = new();
    private readonly ClosingStore _store;
    private readonly OpenSeconds _open = new(_ => false);
    private readonly FakeTimeProvider _time = new(Midnight.ToDateTimeOffset() + TimeSpan.FromMinutes(1));

    // Without an inventory to ask, each check that is tried ends in an exception.
    private readonly List<Exception> _tried = [];
    private readonly DayChecks _checks;

    public DayChecksTests()
    {
        _store = new(_state);
        _checks = new(_store, _open, null!, new(_time), _tried.Add);
        _open.Close(Midnight + TimeSpan.FromMinutes(1));
        _state.State.LastDay = Midnight;
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Fifty_thousand_late_events_make_one_small_check_from_the_earliest_on()
    {
        for (var i = 0; i < 50_000; i++)
        {
            Assert.True(_checks.Add(Push(new LateEvent(Midnight - TimeSpan.FromSeconds(i % 1_000), $"fill {i}")), []));
        }

        var check = Assert.Single(_state.State.Due).Value;
        Assert.Equal((LateEvents.MaxNamed + 1, Midnight - TimeSpan.FromSeconds(999)), (check.Causes.Length, check.From));
        Assert.Equal("fill 0, fill 1, fill 2, fill 3, fill 4 and 49995 more", check.CausesOf(Midnight, Perpetual));
    }

    [Fact]
    public void A_cause_is_named_only_for_the_days_that_it_can_have_changed()
    {
        _checks.Add(Push(new LateEvent(Midnight, "fill 2")), []);
        _checks.Add(Push(new LateEvent(Midnight - TimeSpan.FromDays(1), "fill 1")), []);
        _checks.Add(Push(new LateEvent(Midnight + TimeSpan.FromSeconds(1), "fill after the day")), []);

        var check = _state.State.Due[Perpetual];

        Assert.Equal(("fill 1", "fill 2, fill 1"), (check.CausesOf(Midnight - TimeSpan.FromHours(1), Perpetual), check.CausesOf(Midnight, Perpetual)));
        Assert.Equal((Midnight, "fill 2, fill 1"), (check.Of([Midnight]).From, check.Of([Midnight]).CausesOf(Midnight, Perpetual)));
        Assert.Same(check, check.Of([Midnight - TimeSpan.FromDays(1)]));
    }

    [Fact]
    public void Checks_stored_by_an_earlier_version_are_taken_over()
    {
        _state.State.Checks.AddRange(Enumerable.Range(0, 100).Select(i => new DayCheck(Perpetual, Midnight - TimeSpan.FromSeconds(i), $"fill {i}")));
        _state.State.Checks.Add(new(new("venue", "OTHER"), Midnight, "fill 4711"));

        _checks.Resume();

        Assert.Empty(_state.State.Checks);
        Assert.Equal(["fill 4711", "fill 0, fill 1, fill 2, fill 3, fill 4 and 95 more"], _state.State.Due.OrderBy(due => due.Key).Select(due => due.Value.CausesOf(Midnight, due.Key)));
        Assert.Equal(Midnight - TimeSpan.FromSeconds(99), _state.State.Due[Perpetual].From);
    }

    [Fact]
    public void A_value_that_comes_after_its_day_was_stored_leaves_its_prices_and_one_of_another_second_nothing()
    {
        Assert.True(_checks.Add(Push(), [Closed(Midnight), Closed(Midnight + TimeSpan.FromSeconds(1))]));

        var check = _state.State.Due[Perpetual];
        Assert.Equal([new(Midnight, 100m, 101m)], check.Ends);
        Assert.Equal((100m, 101m), check.PricesAt(Midnight));
        Assert.Equal((true, false, false), (check.Concerns(Midnight), check.Concerns(Midnight - TimeSpan.FromDays(1)), check.Concerns(Midnight + TimeSpan.FromDays(1))));
        Assert.False(_checks.Add(Push(), [Closed(Midnight + TimeSpan.FromSeconds(2))]));
    }

    [Fact]
    public void A_day_without_the_mark_of_a_member_is_checked_for_this_member()
    {
        var known = DayMember.Unknown(new("venue", "KNOWN"), "USDT", "") with { Value = PnlAttribution.Zero, Mark = 1m };

        _checks.Add(DayClose.Of(new(Midnight, TimeSpan.Zero), "USDT", [known, DayMember.Unknown(Perpetual, "USDT", "it did not close")], [], 0, Domain.Pnl.Fx.FxTranslation.Empty));

        Assert.Equal(Perpetual, Assert.Single(_state.State.Due).Key);
        var check = _state.State.Due[Perpetual];
        Assert.Equal([new(Midnight, null, null)], check.Ends);
        Assert.Equal($"value of {Perpetual} became known", check.CausesOf(Midnight, Perpetual));
        Assert.Same(check, check.Of([Midnight]));

        // Prices that come later are added, and others that come after them change nothing.
        _checks.Add(Push(), [Closed(Midnight)]);
        _checks.Add(Push(), [Closed(Midnight) with { Mark = 999m }]);
        Assert.Equal((100m, 101m), _state.State.Due[Perpetual].PricesAt(Midnight));
    }

    [Fact]
    public void A_late_event_before_the_end_of_a_day_that_is_over_waits_until_the_day_is_stored()
    {
        var next = Midnight + TimeSpan.FromDays(1);
        var late = new LateEvent(next - TimeSpan.FromMilliseconds(200), "fill 1");
        _state.State.Days = _state.State.Days with { NextClose = next };
        _time.SetUtcNow(next.ToDateTimeOffset() - TimeSpan.FromMilliseconds(100));
        _open.Close(next - TimeSpan.FromSeconds(3));
        Assert.False(_checks.Add(Push(late), []));

        // The member is new: it closes no second up to the end of the day, so the day will be stored without the event.
        _time.SetUtcNow(next.ToDateTimeOffset() + TimeSpan.FromMilliseconds(100));
        Assert.True(_checks.Add(Push(late), []));
        _checks.Start();
        Assert.Empty(_tried);

        _open.Close(next);
        _state.State.Days = _state.State.Days with { NextClose = next + TimeSpan.FromDays(1) };
        _checks.Start();
        Assert.Single(_tried);
    }

    private static ClosedValue Closed(Instant at) => new() { At = at, Value = PnlAttribution.Zero, Mark = 100m, Mid = 101m };

    private static PositionPush Push(params LateEvent[] late) =>
        new() { Instrument = Perpetual, Epoch = 1, Version = 1, JournalLength = 1, Positions = [], Late = late };

    private sealed class StateInMemory : IPersistentState<PortfolioClosingState>
    {
        public PortfolioClosingState State { get; set; } = new();

        public string? Etag => null;

        public bool RecordExists => true;

        public Task ClearStateAsync() => Task.CompletedTask;

        public Task WriteStateAsync() => Task.CompletedTask;

        public Task ReadStateAsync() => Task.CompletedTask;
    }
}
