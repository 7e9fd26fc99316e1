using Ballast.Domain.MarketData.Events;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>How far one feed has come, in arrival time.</summary>
/// <remarks>Guarded by the publisher's lock.</remarks>
internal sealed class FeedProgress(Backpressure backpressure, FeedHost host, ConnectionCounts counts)
{
    /// <summary>Arrival of the newest event added; the default before the first.</summary>
    internal Instant Watermark { get; private set; }

    /// <summary>Arrival up to which every event has been added; the default before the first.</summary>
    internal Instant CompleteTo { get; private set; }

    /// <summary>Arrival up to which books have applied every event; the default before the first.</summary>
    internal Instant Applied { get; private set; }

    private bool IsLive => backpressure == Backpressure.Fold && !host.Clock.FollowsRecording;

    /// <summary>Moves to an event.</summary>
    /// <returns>The event. One of a live feed that claims to have arrived later than our clock allows has its arrival replaced, and is counted.</returns>
    internal MarketEvent Add(MarketEvent marketEvent)
    {
        if (IsLive && LiveArrival.AtMost(marketEvent.ReceivedAt, Instant.From(host.Time.GetUtcNow())) is var latest && latest < marketEvent.ReceivedAt)
        {
            counts.ReplaceArrival();
            marketEvent = marketEvent with { ReceivedAt = latest };
        }

        Watermark = Instant.Max(Watermark, marketEvent.ReceivedAt);
        CompleteTo = Instant.Max(CompleteTo, Watermark);
        return marketEvent;
    }

    /// <summary>Everything that had arrived before a time has been added.</summary>
    internal void MarkComplete(Instant arrivedBefore)
    {
        if (Watermark != default)
        {
            CompleteTo = Instant.Max(CompleteTo, arrivedBefore);
        }
    }

    /// <summary>Books have applied every event that arrived up to a time.</summary>
    internal void MarkApplied(string feed, Instant appliedTo)
    {
        Applied = Instant.Max(Applied, appliedTo);
        host.Clock.Advance(feed, appliedTo);
    }
}
