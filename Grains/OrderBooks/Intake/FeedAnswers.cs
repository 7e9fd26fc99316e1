namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>What a book tells feeds: what it has applied, that it needs a snapshot, that it does not take their batches.</summary>
/// <remarks>All calls are one-way and may get lost; each is repeated when the next batch gives reason to.</remarks>
internal sealed class FeedAnswers(InstrumentId instrument, BatchSequence sequence, IGrainFactory grains, TimeProvider time)
{
    private const int AcknowledgeEvery = 64;
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private string? _key;
    private IFeedGrain? _feed;
    private long _unacknowledged;
    private long? _askedStamp;

    private IFeedGrain Feed
    {
        get
        {
            if (_feed is null || _key != sequence.Feed)
            {
                (_key, _feed, _unacknowledged, _askedStamp) = (sequence.Feed, grains.Feed(sequence.Feed!), 0, null);
            }

            return _feed;
        }
    }

    /// <summary>Counts a batch that was applied.</summary>
    /// <param name="isAsked">Whether the feed wants the acknowledgement at once.</param>
    /// <returns>Whether this is the first since the last acknowledgement, so that one is to follow in a while.</returns>
    internal async Task<bool> Applied(bool isAsked)
    {
        _ = Feed;
        _unacknowledged++;
        if (isAsked || _unacknowledged >= AcknowledgeEvery)
        {
            await Acknowledge();
        }

        return _unacknowledged == 1;
    }

    /// <summary>Acknowledges a repeat if the feed asks: it repeats itself when an acknowledgement got lost.</summary>
    internal async Task Repeated(bool isAsked)
    {
        _unacknowledged = Math.Max(_unacknowledged, isAsked ? 1 : 0);
        await Acknowledge();
    }

    /// <summary>Acknowledges everything applied.</summary>
    internal async Task Acknowledge()
    {
        if (_unacknowledged > 0)
        {
            _unacknowledged = 0;
            await Feed.Acknowledge(instrument, sequence.Epoch, sequence.Last);
        }
    }

    /// <summary>Asks for a snapshot.</summary>
    internal async Task AskForSnapshot()
    {
        var feed = Feed;
        _askedStamp = time.GetTimestamp();
        await feed.RequestSnapshot(instrument, sequence.Epoch);
    }

    /// <summary>Asks for a snapshot after an event could not be applied. It is not asked for again at once, because the same may happen to it.</summary>
    internal Task AskAfterFailure() => _askedStamp is null ? AskForSnapshot() : AskAgain(isTrusted: false);

    /// <summary>Asks again for a snapshot that was asked for and has not come.</summary>
    /// <param name="isTrusted">Whether the book has come right since.</param>
    internal async Task AskAgain(bool isTrusted)
    {
        if (isTrusted)
        {
            _askedStamp = null;
        }
        else if (_askedStamp is { } asked && time.GetElapsedTime(asked) > AskAgainAfter)
        {
            await AskForSnapshot();
        }
    }

    /// <summary>Asks for a snapshot of a silent book, in case changes were lost; none is missed if it does not come.</summary>
    internal Task AskOnSilence() => Feed.RequestSnapshot(instrument, sequence.Epoch);

    /// <summary>Tells a feed that its batches are not taken, and asks the own one for a sign.</summary>
    internal async Task Refuse(string feed, long epoch)
    {
        await grains.Feed(feed).Refuse(instrument, epoch);
        await Feed.Confirm(instrument, sequence.Epoch);
    }
}
