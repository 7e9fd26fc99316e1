using System.Text;
using System.Text.Json;
using Ballast.Domain.Pnl.Markouts;
using Xunit;
using static Ballast.Domain.Tests.Pnl.Markouts.SomeMarkouts;

namespace Ballast.Domain.Tests.Pnl.Markouts;

public sealed class MarkoutTrackerTests
{
    private static (decimal? Mid, bool IsKnown) AlwaysAHundredAndOne(Instant time) => (101m, true);

    private static void Finish(MarkoutTracker tracker, long number)
    {
        tracker.ApplyMidAtFill(number, 100m);
        tracker.ApplyMid(number, 0, new(101m));
        tracker.ApplyMid(number, 1, new(102m));
    }

    [Fact]
    public void A_horizon_is_due_only_when_event_time_has_passed_it()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill(seconds: 10));
        Assert.Empty(tracker.Due(Second(11), AlwaysAHundredAndOne));
        Assert.Equal([new(1, 0, 101m, Second(11))], tracker.Due(Second(11.000001), AlwaysAHundredAndOne));
    }

    [Fact]
    public void A_mid_is_asked_for_at_venue_time_plus_horizon()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill(seconds: 10));
        var asked = new List<Instant>();
        tracker.Due(Second(20), time =>
        {
            asked.Add(time);
            return (null, true);
        });
        Assert.Equal([Second(11), Second(15)], asked);
    }

    [Fact]
    public void What_is_due_stays_due_until_it_is_applied()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill());
        Assert.Single(tracker.Due(Second(12), AlwaysAHundredAndOne));
        Assert.Single(tracker.Due(Second(12), AlwaysAHundredAndOne));
        Assert.True(tracker.ApplyMid(1, 0, new(101m)));
        Assert.False(tracker.ApplyMid(1, 0, new(99m)));
        Assert.Empty(tracker.Due(Second(12), AlwaysAHundredAndOne));
        Assert.Equal(2m, tracker.Tables["mm"].By(MarkoutDimensions.None)[0].Horizons[0].Sum);
    }

    [Fact]
    public void A_mid_not_known_yet_stays_pending_and_one_known_to_be_absent_is_final()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill(1, seconds: 10));
        tracker.Add(SomeFill(2, seconds: 11));
        Assert.Equal([new(2, 0, null, Second(12))], tracker.Due(Second(13), time => (null, time > Second(11))));
    }

    [Fact]
    public void A_late_fill_is_due_with_those_of_its_time()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill(1, seconds: 10));
        tracker.Add(SomeFill(2, seconds: 30));
        tracker.Add(SomeFill(3, seconds: 9));
        tracker.Add(SomeFill(4, seconds: 13));
        Assert.Empty(tracker.Due(Second(10), AlwaysAHundredAndOne));
        Assert.Equal([(3, 0)], tracker.Due(Second(10.000001), AlwaysAHundredAndOne).Select(d => (d.Number, d.Horizon)));
        Assert.Equal([(3, 0), (1, 0), (4, 0), (3, 1)], tracker.Due(Second(14.5), AlwaysAHundredAndOne).Select(d => (d.Number, d.Horizon)));
        Assert.Equal([(3, 0)], tracker.Due(Second(14.5), AlwaysAHundredAndOne, limit: 1).Select(d => (d.Number, d.Horizon)));
    }

    [Fact]
    public void A_fill_with_all_mids_leaves_memory_and_stays_in_the_sums()
    {
        var tracker = SomeTracker(recentCount: 0);
        tracker.Add(SomeFill());
        tracker.ApplyMid(1, 0, new(101m));
        tracker.ApplyMid(1, 1, new(102m));
        Assert.Equal((1, SomeFill().VenueTime), (tracker.PendingCount, tracker.EarliestPending));
        tracker.ApplyMidAtFill(1, 100m);
        Assert.Equal((0, null), (tracker.PendingCount, tracker.EarliestPending));
        Assert.Empty(tracker.Due(Second(1_000), AlwaysAHundredAndOne));
        Assert.Contains("\"fills\":[]", Encoding.UTF8.GetString(tracker.ToJson()), StringComparison.Ordinal);
        Assert.Equal(4m, tracker.Tables["mm"].By(MarkoutDimensions.None)[0].Horizons[1].Sum);
    }

    [Fact]
    public void A_voided_fill_is_as_if_it_had_never_been_in_the_sums()
    {
        var tracker = SomeTracker(recentCount: 0);
        tracker.Add(SomeFill(1));
        var before = tracker.StateHash();
        tracker.Add(SomeFill(2, seconds: 11) with { Portfolio = "other" });
        tracker.ApplyMid(2, 0, new(101m));
        Assert.True(tracker.Void(2));
        Assert.Equal(before, tracker.StateHash());
        Assert.DoesNotContain("other", tracker.Tables.Keys);
        Assert.False(tracker.ApplyMid(2, 1, new(101m)));
        Assert.All(tracker.Due(Second(100), AlwaysAHundredAndOne), due => Assert.Equal(1, due.Number));
    }

    [Fact]
    public void A_forgotten_fill_is_taken_out_with_its_mids()
    {
        var tracker = SomeTracker(recentCount: 0);
        var empty = tracker.StateHash();
        tracker.Add(SomeFill());
        Finish(tracker, 1);
        Assert.False(tracker.Void(1));
        Assert.NotEqual(empty, tracker.StateHash());

        // A rebuild from the journal knows of the void before it knows of the mids.
        var rebuilt = SomeTracker(recentCount: 0);
        rebuilt.Add(SomeFill());
        Assert.True(rebuilt.Void(1));
        Finish(rebuilt, 1);
        Assert.Equal(empty, rebuilt.StateHash());
    }

    [Fact]
    public void The_newest_fills_of_a_portfolio_come_newest_first_with_their_markouts()
    {
        var tracker = SomeTracker(recentCount: 3);
        tracker.Add(SomeFill(1, seconds: 10));
        tracker.Add(SomeFill(2, seconds: 12));
        tracker.Add(SomeFill(3, seconds: 11));
        tracker.Add(SomeFill(4, seconds: 12) with { Portfolio = "other" });
        Finish(tracker, 1);
        Finish(tracker, 2);
        Assert.Equal([2, 3], tracker.Recent("mm", 10).Select(f => f.Fill.Number));
        Assert.Equal(new Markout(101m, 2m, 100m, 2m), tracker.Recent("mm", 1)[0].Markouts[0]);
        Assert.Null(tracker.Recent("mm", 2)[1].Markouts[0]);
        tracker.Void(2);
        Assert.Equal([3], tracker.Recent("mm", 10).Select(f => f.Fill.Number));
    }

    [Fact]
    public void A_fill_kept_with_all_its_mids_can_be_voided_after_a_restart()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill());
        Finish(tracker, 1);
        tracker = MarkoutTracker.Parse(tracker.ToJson());
        Assert.True(tracker.Void(1));
        Assert.True(tracker.Void(1));
        Assert.Empty(tracker.Tables);
        Assert.Empty(tracker.Recent("mm", 1));
    }

    [Fact]
    public void A_mid_that_may_not_be_the_last_before_a_horizon_is_used_shown_and_counted_also_after_a_restart()
    {
        var (tracker, exact) = (SomeTracker(), SomeTracker());
        tracker.Add(SomeFill());
        exact.Add(SomeFill());
        tracker.ApplyMid(1, 0, new(101m, IsThinned: true));
        Finish(tracker, 1);
        Finish(exact, 1);
        foreach (var one in (MarkoutTracker[])[tracker, MarkoutTracker.Parse(tracker.ToJson())])
        {
            var row = one.Tables["mm"].By(MarkoutDimensions.None)[0];
            Assert.Equal([(1, 1, 2m), (1, 0, 4m)], row.Horizons.Select(horizon => (horizon.Known, horizon.ThinnedMids, horizon.Sum!.Value)));
            Assert.Equal(0, row.Spread.ThinnedMids);
            Assert.Equal([true, false], one.FinalMids(1).Select(final => final.Mid.IsThinned));
            Assert.Equal([true, false], one.Recent("mm", 1)[0].Markouts.Select(markout => markout!.IsThinned));
            Assert.Equal(tracker.StateHash(), one.StateHash());
        }

        Assert.NotEqual(exact.StateHash(), tracker.StateHash());
        tracker.Void(1);
        exact.Void(1);
        Assert.Empty(tracker.FinalMids(1));
        Assert.Equal(exact.StateHash(), tracker.StateHash());
    }

    [Fact]
    public void The_text_of_exact_mids_is_what_it_was_before_others_were_counted()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill());
        Finish(tracker, 1);
        using var text = JsonDocument.Parse(tracker.ToJson());

        var cell = text.RootElement.GetProperty("portfolios")[0].GetProperty("cells")[0];
        Assert.Equal([7, 7, 7], cell.EnumerateArray().Skip(5).Select(sum => sum.GetArrayLength()));
        var mids = text.RootElement.GetProperty("fills")[0].EnumerateArray().TakeLast(3);
        Assert.Equal([100m, 101m, 102m], mids.Select(mid => mid.GetDecimal()));
    }

    [Fact]
    public void Fills_of_one_number_and_horizons_that_are_none_are_refused()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill());
        Assert.Throws<ArgumentException>(() => tracker.Add(SomeFill()));
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker.ApplyMid(1, 2, new(1m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker.ApplyMid(1, 0, new(0m)));
        Assert.Throws<FormatException>(() => MarkoutTracker.Parse("{}"u8.ToArray()));
    }

    [Fact]
    public void Json_cut_anywhere_or_with_something_behind_it_is_not_read()
    {
        var tracker = SomeTracker();
        tracker.Add(SomeFill());
        tracker.ApplyMid(1, 0, new(101m));
        tracker.Add(SomeFill(2));
        tracker.Void(2);
        var json = tracker.ToJson();

        Assert.Equal(json, MarkoutTracker.Parse(json).ToJson());
        for (var length = 0; length < json.Length; length++)
        {
            Assert.Throws<FormatException>(() => MarkoutTracker.Parse(json.AsMemory(0, length)));
        }

        Assert.Throws<FormatException>(() => MarkoutTracker.Parse((byte[])[.. json, (byte)'1']));
    }
}
