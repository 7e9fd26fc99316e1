using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;

namespace Ballast.Grains.OrderBooks.Mids;

/// <summary>Gives the mids of a book to everyone registered: one message at a time to a subscriber on another silo, and one turn at a time of a subscriber in this one; later changes go with the next.</summary>
/// <remarks>Used on the book's scheduler only.</remarks>
/// <param name="intake">The book.</param>
/// <param name="inboxes">Subscribers in this silo.</param>
/// <param name="activation">Number of this activation of the book; rises over time.</param>
/// <param name="time">Wall clock that registrations expire on.</param>
/// <param name="logger">Logs messages that were not accepted.</param>
internal sealed partial class MidPublisher(BookIntake intake, MidInboxes inboxes, long activation, TimeProvider time, ILogger logger)
{
    private const int FlushTries = 5;
    private static readonly TimeSpan SubscriptionLife = TimeSpan.FromSeconds(30);

    private readonly Dictionary<GrainId, MidSubscription> _subscriptions = [];
    private long _changesSeen;
    private long _confirmedSecond;

    /// <summary>Registers a subscriber, or renews its registration.</summary>
    internal BookRegistration Register(GrainId id, IMidSubscriber subscriber)
    {
        if (!_subscriptions.TryGetValue(id, out var subscription))
        {
            subscription = _subscriptions[id] = new(intake.Instrument, activation, subscriber);
        }

        subscription.SendTo(inboxes.Find(id));
        subscription.Expires = time.GetUtcNow() + SubscriptionLife;
        if (subscription.IsBehind)
        {
            // The current mid must not overtake earlier ones: a subscriber ignores changes older than its newest.
            subscription.Observe(Now());
            SendSoon(subscription);
            return new() { Feed = intake.Sequence.Feed, FeedEpoch = intake.Sequence.Epoch, Current = null, Behind = true };
        }

        return new() { Feed = intake.Sequence.Feed, FeedEpoch = intake.Sequence.Epoch, Current = Current() };
    }

    /// <summary>Publishes what changed: new mids at once, and an unchanged mid each second of venue time, to say that it still holds.</summary>
    internal void Publish(BookChanges changes)
    {
        Add(changes);
        var second = intake.Mark.Second;
        var isNewSecond = second != _confirmedSecond;
        _confirmedSecond = second;

        List<GrainId>? expired = null;
        foreach (var (id, subscription) in _subscriptions)
        {
            if (isNewSecond && subscription.Expires < time.GetUtcNow())
            {
                (expired ??= []).Add(id);
            }
            else if (isNewSecond || subscription.HasChanges)
            {
                SendSoon(subscription);
            }
        }

        expired?.ForEach(id => _subscriptions.Remove(id));
    }

    /// <summary>Completes when every subscriber has accepted everything known now, or has failed to five times.</summary>
    internal async Task Flush()
    {
        foreach (var subscription in _subscriptions.Values.ToArray())
        {
            subscription.Observe(Now());
            await subscription.InFlight;
            if (!await FlushInSilo(subscription))
            {
                SendSoon(subscription);
                await FlushByCalls(subscription);
            }
        }
    }

    /// <summary>Lets a subscriber in this silo take what waits.</summary>
    /// <returns>Whether it has, or will not however often it is asked; otherwise it must be called.</returns>
    private static async Task<bool> FlushInSilo(MidSubscription subscription)
    {
        for (var tries = 0; tries < FlushTries && subscription.Inbox is { IsClosed: false } inbox; tries++)
        {
            if (await inbox.Take(subscription))
            {
                return true;
            }
        }

        return subscription.Inbox is { IsClosed: false };
    }

    private async Task FlushByCalls(MidSubscription subscription)
    {
        for (var tries = 1; subscription.IsDue || !subscription.InFlight.IsCompleted; tries++)
        {
            await subscription.InFlight;
            subscription.IsDue |= subscription.HasFailed && tries < FlushTries;
            if (subscription.IsDue && subscription.InFlight.IsCompleted)
            {
                subscription.InFlight = Send(subscription);
            }
        }
    }

    private void Add(BookChanges changes)
    {
        _changesSeen += changes.Mids.Length;
        var now = Now();
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Add(changes, now);
        }
    }

    private BookNow Now() => new(intake.Book.State, intake.ReceivedAt, intake.VenueTime, intake.Mark, _changesSeen);

    private void SendSoon(MidSubscription subscription)
    {
        if (!subscription.InFlight.IsCompleted)
        {
            // Even to a subscriber that is in this silo by now: nothing may overtake the call under way.
            subscription.IsDue = true;
        }
        else if (!subscription.Announce())
        {
            subscription.IsDue = true;
            subscription.InFlight = Send(subscription);
        }
    }

    private async Task Send(MidSubscription subscription)
    {
        while (subscription.IsDue)
        {
            (subscription.IsDue, subscription.HasFailed) = (false, false);
            if (subscription.Announce())
            {
                return;
            }

            var update = subscription.Take();
            try
            {
                await subscription.Subscriber.OnMids(update);
            }
            catch (Exception e)
            {
                // Any failure of the subscriber is its own, not the book's: the mids are sent again with the next event or renewal.
                subscription.PutBack(update);
                subscription.HasFailed = true;
                NotAccepted(logger, e, intake.Instrument);
                return;
            }
        }
    }

    private MidUpdate? Current() => intake.VenueTime == default
        ? null
        : new()
        {
            Instrument = intake.Instrument,
            BookEpoch = activation,
            FirstChange = double.IsNaN(intake.Mid) ? _changesSeen : _changesSeen - 1,
            Changes = double.IsNaN(intake.Mid) ? [] : [new(intake.VenueTime, intake.Mid)],
            State = intake.Book.State,
            ReceivedAt = intake.ReceivedAt,
            VenueTime = intake.VenueTime,
            Marks = [intake.Mark],
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mids of {Instrument} were not accepted; they are kept and sent again")]
    private static partial void NotAccepted(ILogger logger, Exception exception, InstrumentId instrument);
}
