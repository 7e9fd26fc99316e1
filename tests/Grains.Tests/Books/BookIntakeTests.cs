using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Books;

public sealed class BookIntakeTests
{
    private const string Feed = "direct/0";

    private static readonly InstrumentId Instrument = new("venue", "X");

    private readonly BookIntake _intake = new(Instrument, 1, new BallastOptions(), tickSize: null);

    [Fact]
    public void An_event_that_cannot_be_applied_is_counted_and_asks_for_a_snapshot()
    {
        _intake.Apply(Some.Batch(Feed, 1, 1, Instrument, Some.Snapshot(Instrument, 99, 101)));
        var broken = Some.Bid(Instrument, 98, 1) with { Bids = null! };

        var changes = _intake.Apply(Some.Batch(Feed, 1, 2, Instrument, broken, Some.Trade(Instrument, "after")));

        Assert.Equal((true, BookState.Stale, 1L), (changes.NeedsSnapshot, _intake.Book.State, _intake.Statistics().Failures));
        Assert.IsType<NullReferenceException>(changes.Failure);
        Assert.Equal("after", Assert.Single(_intake.Trades.Read(default, 10).Trades).TradeId);

        changes = _intake.Apply(Some.Batch(Feed, 1, 3, Instrument, Some.Snapshot(Instrument, 99, 101)));
        Assert.Equal((false, null, BookState.Live), (changes.NeedsSnapshot, changes.Failure, _intake.Book.State));
    }

    [Fact]
    public void What_the_feed_left_out_is_missing_from_the_last_event_to_the_snapshot()
    {
        var at = Some.Now;
        _intake.Apply(Some.Batch(Feed, 1, 1, Instrument, Some.Snapshot(Instrument, 99, 101, at)));
        var later = at + TimeSpan.FromSeconds(3);

        var changes = _intake.Apply(Some.Batch(Feed, 1, 2, Instrument, Some.Snapshot(Instrument, 99, 101, later)) with { FoldedUpdates = 7 });

        Assert.Equal(new ThinnedRange(at, later), changes.Thinned);
        Assert.Equal((later, true), (_intake.Mids.ThinnedTo, _intake.Mids.IsThinnedFrom(later)));
        Assert.Null(_intake.Apply(Some.Batch(Feed, 1, 3, Instrument, Some.Bid(Instrument, 98, 1))).Thinned);
    }

    [Fact]
    public void Mids_that_a_stamp_ahead_of_its_time_holds_back_are_missing_until_that_stamp()
    {
        var at = Some.Now;
        var ahead = at + TimeSpan.FromSeconds(10);
        _intake.Apply(Some.Batch(Feed, 1, 1, Instrument, Some.Snapshot(Instrument, 99, 101, at)));
        Assert.Null(_intake.Apply(Some.Batch(Feed, 1, 2, Instrument, Some.Bid(Instrument, 100, 1) with { VenueTime = ahead, ReceivedAt = at })).Thinned);

        var next = at + TimeSpan.FromSeconds(2);
        var changes = _intake.Apply(Some.Batch(Feed, 1, 3, Instrument, Some.Bid(Instrument, 100.5, 1) with { VenueTime = next, ReceivedAt = next }));

        Assert.Equal(new ThinnedRange(next, ahead), changes.Thinned);
        Assert.Equal((true, ahead), (_intake.Mids.IsThinnedFrom(next), _intake.VenueTime));

        // Stamps of two channels of a venue step back a little all the time, and a change that leaves the mid as it was misses nothing.
        next = ahead - TimeSpan.FromSeconds(1);
        Assert.Null(_intake.Apply(Some.Batch(Feed, 1, 4, Instrument, Some.Bid(Instrument, 100.6, 1) with { VenueTime = next, ReceivedAt = next })).Thinned);
        Assert.Null(_intake.Apply(Some.Batch(Feed, 1, 5, Instrument, Some.Bid(Instrument, 90, 1) with { VenueTime = at, ReceivedAt = next })).Thinned);
    }

    [Fact]
    public void A_second_start_under_one_epoch_is_a_new_epoch()
    {
        var sequence = new BatchSequence();

        Assert.Equal(BatchVerdict.NewEpoch, sequence.Accept(Some.Batch(Feed, 5, 1, Instrument) with { Run = 1 }));
        Assert.Equal(BatchVerdict.Apply, sequence.Accept(Some.Batch(Feed, 5, 2, Instrument) with { Run = 1 }));
        Assert.Equal(BatchVerdict.NewEpoch, sequence.Accept(Some.Batch(Feed, 5, 1, Instrument) with { Run = 2 }));
        Assert.Equal(BatchVerdict.OlderEpoch, sequence.Accept(Some.Batch(Feed, 4, 9, Instrument) with { Run = 3 }));
        Assert.Equal(BatchVerdict.OtherFeed, sequence.Accept(Some.Batch("other/0", 9, 1, Instrument)));

        sequence.Release();
        Assert.Equal(BatchVerdict.Gap, sequence.Accept(Some.Batch("other/0", 3, 8, Instrument)));
    }

    [Fact]
    public void A_feed_is_given_up_only_when_nothing_came_from_it_since_the_first_refusal()
    {
        var time = new FakeTimeProvider();
        var release = new FeedRelease(time);
        Assert.False(release.IsDue());
        time.Advance(FeedRelease.After - TimeSpan.FromSeconds(1));
        Assert.False(release.IsDue());
        release.ObserveOwn();
        time.Advance(FeedRelease.After);
        Assert.False(release.IsDue());
        time.Advance(FeedRelease.After);
        Assert.True(release.IsDue());
    }
}
