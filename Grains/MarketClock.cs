using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Feeds;

namespace Ballast.Grains;

/// <summary>The time on which the age of market data is measured: the wall clock, or in a replay the recording's own arrival time.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed class MarketClock(TimeProvider time)
{
    /// <summary>Time on our own clock after which a feed whose watermark stands still is given up; a recording is always waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Longest time that seconds wait for a feed that is behind; portfolios wait 30 s for an inventory, so none of them gives it up.</summary>
    public static readonly TimeSpan SecondsPatience = TimeSpan.FromSeconds(10);

    private readonly SteadyClock _steady = new(time);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Progress> _feeds = new(StringComparer.Ordinal);
    private long _applied;
    private volatile bool _followsRecording;
    private volatile bool _mayBeContinued;
    private volatile Earlier? _before;

    /// <summary>Whether a recording sets the time.</summary>
    public bool FollowsRecording => _followsRecording;

    /// <summary>Now, on this clock; in a replay the same as <see cref="Applied"/>.</summary>
    public Instant Now => _followsRecording ? Applied : Instant.From(time.GetUtcNow());

    /// <summary>The watermark of the feed that is furthest ahead, on this silo or according to the feed directory; the default before the first.</summary>
    /// <remarks>
    /// Books of that feed have applied every event that arrived up to this time; a feed that does not wait for slow books does not count
    /// them. Unless a recording sets the time, it is never more than <see cref="LiveArrival.Tolerance"/> past the wall clock.
    /// </remarks>
    public Instant Applied => new(Interlocked.Read(ref _applied));

    /// <summary>From now on recordings set the time, which stands still between their events.</summary>
    public void FollowRecording() => _followsRecording = true;

    /// <summary>Newest second that recordings which have ended on this store have closed; <see langword="null"/> when there are none, or the wall clock sets the time.</summary>
    public Instant? ClosedBefore => _before?.ClosedTo;

    /// <summary>Whether the recording goes on where the last one on the same store ended.</summary>
    public bool ContinuesRecording => _before is { IsContinued: true };

    /// <summary>Whether another recording may go on where this one ends, so that nothing is given up at its end.</summary>
    public bool MayBeContinued { get => _mayBeContinued; set => _mayBeContinued = value; }

    /// <summary>The recording follows earlier ones on the same store.</summary>
    /// <param name="closedTo">Newest second that they have closed, or that is not to be closed any more.</param>
    /// <param name="isContinued">Whether it goes on where the last one ended.</param>
    public void FollowEarlier(Instant closedTo, bool isContinued) => _before = new(closedTo, isContinued);

    /// <summary>The recording has ended: what is booked from now on with a time up to its end is late, also in an instrument that it has not closed a second of.</summary>
    /// <param name="closedTo">Newest second that is closed.</param>
    public void EndRecording(Instant closedTo) => _before = new(closedTo, ContinuesRecording);

    /// <summary>Moves the watermark of a feed; a time before the present one changes nothing.</summary>
    /// <param name="feed">Key of the feed grain.</param>
    /// <param name="appliedTo">Arrival up to which the books of the feed have applied every event; the default when it has published none.</param>
    public void Advance(string feed, Instant appliedTo)
    {
        appliedTo = Allowed(appliedTo);
        lock (_gate)
        {
            if (appliedTo != default && (!_feeds.TryGetValue(feed, out var known) || appliedTo > known.Applied))
            {
                _feeds[feed] = new(appliedTo, time.GetTimestamp(), FeedPhase.Live);
            }
        }

        Advance(appliedTo);
    }

    /// <summary>A feed has reached the end of its source, so nothing waits for it any more.</summary>
    public void End(string feed)
    {
        lock (_gate)
        {
            _feeds[feed] = _feeds.GetValueOrDefault(feed) with { Phase = FeedPhase.Ended };
        }
    }

    /// <summary>The watermark of one feed: its books have applied every event that arrived up to this time.</summary>
    /// <param name="feed">Key of the feed grain; <see langword="null"/> for none.</param>
    /// <returns>
    /// <see langword="null"/> when the feed has ended or was given up; then the furthest feed decides. Live, a feed of which nothing is known
    /// yet, as on a silo that has just started, has applied nothing: the default, for which it is waited as for one that stands still.
    /// </returns>
    public Instant? AppliedOf(string? feed)
    {
        if (feed is null)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_feeds.TryGetValue(feed, out var known))
            {
                if (_followsRecording)
                {
                    return null;
                }

                known = _feeds[feed] = new(default, time.GetTimestamp(), FeedPhase.Live);
            }

            return IsWaitedFor(known) ? known.Applied : null;
        }
    }

    /// <summary>Second up to which values may close: the wall clock and the feed have both passed it by <see cref="SamplingGrid.ClosingDelay"/>.</summary>
    /// <remarks>For live data; at the end of a recording everything closes. A feed is waited for at most <see cref="SecondsPatience"/>.</remarks>
    /// <param name="feed">Key of the feed that the values depend on; <see langword="null"/> for none.</param>
    public Instant SecondsDue(string? feed)
    {
        var due = (_followsRecording ? Now : _steady.Now) - SamplingGrid.ClosingDelay;
        return AppliedOf(feed) is { } own ? Instant.Max(Instant.Min(due, own - SamplingGrid.ClosingDelay), due - SecondsPatience) : due;
    }

    /// <summary>How far the wall clock has jumped ahead, once after each jump; seconds then close as if it had not, until it is back or for ten minutes.</summary>
    public TimeSpan? TakeJump() => _steady.TakeJump();

    /// <summary>Feeds that have stood still for <see cref="Patience"/> since the last call.</summary>
    public IReadOnlyList<string> TakeGivenUp()
    {
        lock (_gate)
        {
            string[] newly = [.. _feeds.Where(feed => feed.Value.Phase == FeedPhase.Live && !IsWaitedFor(feed.Value)).Select(feed => feed.Key)];
            foreach (var feed in newly)
            {
                _feeds[feed] = _feeds[feed] with { Phase = FeedPhase.GivenUp };
            }

            return newly;
        }
    }

    /// <summary>Moves the watermark of the furthest feed; a time before the present one changes nothing.</summary>
    /// <param name="appliedTo">Arrival up to which the books of a feed have applied every event.</param>
    public void Advance(Instant appliedTo)
    {
        appliedTo = Allowed(appliedTo);
        var known = Interlocked.Read(ref _applied);
        while (appliedTo.Micros > known)
        {
            var seen = Interlocked.CompareExchange(ref _applied, appliedTo.Micros, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }

    private Instant Allowed(Instant appliedTo) =>
        _followsRecording ? appliedTo : LiveArrival.AtMost(appliedTo, Instant.From(time.GetUtcNow()));

    private bool IsWaitedFor(Progress feed) =>
        feed.Phase == FeedPhase.Live && (_followsRecording || time.GetElapsedTime(feed.MovedStamp) <= Patience);

    private enum FeedPhase
    {
        Live,
        GivenUp,
        Ended,
    }

    private sealed record Earlier(Instant ClosedTo, bool IsContinued);

    private readonly record struct Progress(Instant Applied, long MovedStamp, FeedPhase Phase);
}
