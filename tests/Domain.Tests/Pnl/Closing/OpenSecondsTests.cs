using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Closing;

public sealed class OpenSecondsTests
{
    private static readonly InstrumentId First = new("venue", "A");
    private static readonly InstrumentId Second = new("venue", "B");

    private readonly OpenSeconds _open = new(at => at == At(10));

    [Fact]
    public void A_second_closes_when_every_member_has_closed_it()
    {
        Join(First, Second);
        Take(First, 1, 5m);
        Assert.Null(_open.Next());

        Take(Second, 1, 7m);

        var closed = Assert.IsType<ClosedSecond>(_open.Next());
        Assert.Equal((At(1), 12m, 0), (closed.At, Assert.Single(closed.Settled).Value.Total, closed.Missing.Count));
        Assert.Null(closed.Members);
        _open.Close(closed.At);
        Assert.Null(_open.Next());
    }

    [Fact]
    public void A_member_has_closed_up_to_its_newest_second_or_the_newest_that_closed_without_it()
    {
        Join(First, Second);
        Assert.Null(_open.ClosedBy(First));

        Take(First, 3, 5m);
        Assert.Equal((At(3), null), (_open.ClosedBy(First), _open.ClosedBy(Second)));
        _open.Close(At(7));

        Assert.Equal((At(7), null), (_open.ClosedBy(First), _open.ClosedBy(Second)));
        var later = new OpenSeconds(_ => false);
        later.Close(At(9));
        later.Join(First, hasClosed: true);
        Assert.Equal(At(9), later.ClosedBy(First));
    }

    [Fact]
    public void Holdings_are_kept_at_the_times_asked_for_only()
    {
        var open = new OpenSeconds(_ => false, at => at == At(2));
        var value = new DayMember { Instrument = First, Asset = "USDT", Value = PnlAttribution.Zero, Mark = 9m, Mid = 9m };
        open.Add(value, At(1), new(First, "USDT", 3m, null, 9m));
        open.Add(value, At(2), new(First, "USDT", 4m, null, 9m));
        open.Add(value with { Instrument = Second }, At(2));

        Assert.Null(open.Next(new(At(1)))!.Holdings);
        open.Close(At(1));
        Assert.Equal([new(First, "USDT", 4m, null, 9m), new ClosedHolding(Second, "USDT", null, null, 9m)], open.Next(new(At(2)))!.Holdings);
        Assert.Empty(open.Kept);
    }

    [Fact]
    public void A_member_that_closes_a_newer_second_without_the_older_is_missing_there()
    {
        Join(First, Second);
        Take(First, 1, 5m);
        Take(Second, 1, 7m);
        _open.Close(At(1));
        Take(First, 2, 5m);
        Take(Second, 3, 7m);

        Assert.Equal([Second], _open.Next()!.Missing);
    }

    [Fact]
    public void Before_its_first_second_a_new_member_held_nothing()
    {
        Join(First);
        Take(First, 1, 5m);
        Take(First, 2, 5m);
        Join(Second);
        Assert.Null(_open.Next());

        Take(Second, 2, 7m);

        Assert.Empty(_open.Next()!.Missing);
        _open.Close(At(1));
        Assert.Equal(12m, _open.Next()!.Settled[0].Value.Total);
    }

    [Fact]
    public void After_a_restart_a_member_that_had_closed_seconds_is_missing_where_it_does_not()
    {
        _open.Close(At(5));
        _open.Join(First, hasClosed: true);
        _open.Join(Second, hasClosed: true);
        Take(First, 5, 1m);
        Take(First, 6, 1m);
        Take(Second, 7, 1m);

        Assert.Equal((At(6), Second), (_open.Next()!.At, Assert.Single(_open.Next()!.Missing)));
    }

    [Fact]
    public void Where_all_are_through_one_that_never_closed_held_nothing_and_one_that_had_closed_is_missing()
    {
        Join(First, Second);
        Take(First, 1, 5m);
        Take(First, 2, 5m);
        Assert.Null(_open.Next());

        Assert.Empty(_open.Next(new(CompleteTo: At(1)))!.Missing);
        _open.Close(At(1));
        Assert.Null(_open.Next(new(CompleteTo: At(1))));
        Take(Second, 2, 7m);
        Assert.Equal(12m, _open.Next()!.Settled[0].Value.Total);

        var resumed = new OpenSeconds(_ => false);
        resumed.Join(First, hasClosed: true);
        resumed.Join(Second, hasClosed: true);
        resumed.Add(Value(First, 1m), At(3));
        Assert.Equal([Second], resumed.Next(new(CompleteTo: At(3)))!.Missing);
    }

    [Fact]
    public void Those_who_are_behind_are_missing_when_waiting_ends()
    {
        Join(First, Second);
        Take(First, 1, 5m);

        Assert.Equal([Second], _open.Next(new(GivenUpTo: At(1)))!.Missing);
    }

    [Fact]
    public void A_member_that_turns_out_to_hold_nothing_is_not_waited_for()
    {
        Join(First, Second);
        Take(First, 1, 5m);
        _open.Leave(Second);
        _open.Leave(First);

        Assert.Empty(_open.Next()!.Missing);
        Join(Second);
        Assert.Null(_open.Next());
    }

    [Fact]
    public void A_repeated_value_is_ignored()
    {
        Join(First, Second);
        Take(First, 1, 5m);
        Take(First, 1, 6m);
        Take(Second, 1, 7m);

        Assert.Equal(12m, _open.Next()!.Settled[0].Value.Total);
    }

    [Fact]
    public void Members_are_kept_one_by_one_only_where_they_are_wanted()
    {
        Join(First);
        Take(First, 9, 5m);
        Take(First, 10, 6m);

        Assert.Equal([At(10)], _open.Kept);
        _open.Close(At(9));
        Assert.Equal(6m, Assert.Single(_open.Next()!.Members!).Value.Total);
    }

    private static Instant At(int second) => new(second * Instant.PerSecond);

    private void Join(params InstrumentId[] members) => Array.ForEach(members, member => _open.Join(member, hasClosed: false));

    private void Take(InstrumentId member, int second, decimal total) => _open.Add(Value(member, total), At(second));

    private static DayMember Value(InstrumentId member, decimal total) =>
        new() { Instrument = member, Asset = "USDT", Value = PnlAttribution.Zero with { Spread = total, Total = total }, Mark = 1m, Mid = 1m };
}
