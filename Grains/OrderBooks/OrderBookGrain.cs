using System.Runtime.CompilerServices;
using Ballast.Grains.Instruments;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Ballast.Grains.OrderBooks;

/// <inheritdoc cref="IOrderBookGrain" />
[ImplicitStreamSubscription(StreamNames.Market)]
public sealed partial class OrderBookGrain(
    IOptions<BallastOptions> options,
    ITermsSource terms,
    ISampleStore samples,
    MarketClock clock,
    TimeProvider time,
    ILogger<OrderBookGrain> logger)
    : Grain, IOrderBookGrain, IStreamSubscriptionObserver
{
    /// <summary>Deepest view given out.</summary>
    public const int MaxDepth = 25;

    private const int AcknowledgeEvery = 64;
    private static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SubscriptionLife = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly Dictionary<GrainId, MidPush> _subscribers = [];
    private readonly ChangeSignal _changed = new();
    private BookIntake _intake = null!;
    private InstrumentId _instrument;
    private long _activation;
    private long _changes;
    private long _confirmed;
    private IFeedGrain? _feed;
    private long _unacknowledged;
    private IGrainTimer? _acknowledgeTimer;
    private bool _otherFeedReported;
    private long? _asked;
    private long _changedStamp;
    private long _changesSeen;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _instrument = InstrumentId.Parse(this.GetPrimaryKeyString());

        // Soft state: any number that rises from activation to activation tells readers that positions start anew.
        _activation = time.GetUtcNow().UtcTicks;
        _intake = new(_instrument, _activation, options.Value, terms.Find(_instrument)?.TickSize);
        KeepSamples();
        _acknowledgeTimer = this.RegisterGrainTimer(Acknowledge, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _changedStamp = time.GetTimestamp();
        var limit = options.Value.Books.SilenceLimit;
        var pace = limit > TimeSpan.Zero && limit / 4 < LongestLook ? limit / 4 : LongestLook;
        this.RegisterGrainTimer(LookForSilence, new GrainTimerCreationOptions(pace, pace));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        ArgumentNullException.ThrowIfNull(handleFactory);
        await handleFactory.Create<MarketBatch>().ResumeAsync((batch, _) => OnBatch(batch));
    }

    /// <inheritdoc />
    public Task<BookView> GetBook(int depth) => Task.FromResult(_intake.View(Math.Clamp(depth, 1, MaxDepth)));

    /// <inheritdoc />
    public async IAsyncEnumerable<BookView> Watch(int depth, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = _changed.Next;
            yield return _intake.View(Math.Clamp(depth, 1, MaxDepth));
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task<TradePage> ReadTrades(TradeCursor after, int limit) =>
        Task.FromResult(_intake.Trades.Read(after, Math.Clamp(limit, 1, 10_000)));

    /// <inheritdoc />
    public async IAsyncEnumerable<TradePage> WatchTrades(
        TradeCursor after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = _changed.Next;
            var page = _intake.Trades.Read(after, 1_000);
            after = page.Next;
            if (page.Trades.Length > 0 || page.Gap)
            {
                yield return page;
            }
            else
            {
                await next.WaitAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc />
    public Task<BookRegistration> Register(IMidSubscriber subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var id = subscriber.GetGrainId();
        if (!_subscribers.TryGetValue(id, out var push))
        {
            push = _subscribers[id] = new(subscriber, Update, logger);
        }

        push.Expires = time.GetUtcNow() + SubscriptionLife;
        if (push.IsBehind)
        {
            // What holds now must not overtake what came before: a subscriber ignores what is older than it knows.
            push.MarkDirty();
            return Task.FromResult(new BookRegistration { Feed = _intake.Sequence.Feed, Current = null, Behind = true });
        }

        return Task.FromResult(new BookRegistration { Feed = _intake.Sequence.Feed, Current = Current() });
    }

    /// <inheritdoc />
    public Task<MidWindow> GetMids(Instant from) => Task.FromResult(new MidWindow
    {
        Instrument = _instrument,
        BookEpoch = _activation,
        Changes = _intake.Mids.From(from),
        ConfirmedTo = _intake.Mids.ConfirmedTo,
        Thinned = _intake.Mids.IsThinnedFrom(from),
    });

    /// <inheritdoc />
    public Task<BookAnalyticsView> GetAnalytics(BookAnalyticsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.FromResult(AnalyticsAnswer.Of(_intake, _intake.Flow, request, terms.Find(_instrument)?.Contract));
    }

    /// <inheritdoc />
    public Task<BookStatistics> GetStatistics() => Task.FromResult(_intake.Statistics());

    /// <inheritdoc />
    public async Task Flush()
    {
        foreach (var push in _subscribers.Values.ToArray())
        {
            push.MarkDirty();
            await push.Drain();
        }

        // Whoever waits for this book has let it apply everything: what that closes is stored too.
        await _log.Write(Instant.Max(_intake.ReceivedAt, clock.Watermark));
    }

    private async Task OnBatch(MarketBatch batch)
    {
        _feed ??= GrainFactory.GetGrain<IFeedGrain>(batch.Feed);
        var verdict = _intake.Apply(batch, OnMid, OnSecond);
        switch (verdict)
        {
            case BatchVerdict.OtherFeed:
                if (!_otherFeedReported)
                {
                    _otherFeedReported = true;
                    SecondFeed(logger, _instrument, batch.Feed, _intake.Sequence.Feed!);
                }

                return;
            case BatchVerdict.Drop:
                // The feed repeats itself when an acknowledgement got lost.
                _unacknowledged = Math.Max(_unacknowledged, batch.AcknowledgeNow ? 1 : 0);
                await Acknowledge(CancellationToken.None);
                return;
            case BatchVerdict.Gap when _intake.Book.State == BookState.Stale || _intake.Book.State == BookState.NoSnapshot:
                GapSeen(logger, _instrument, batch.Epoch, batch.Sequence);
                _asked = time.GetTimestamp();
                await _feed.RequestSnapshot(_instrument, batch.Epoch);
                break;
        }

        if (_log.IsDue)
        {
            await _log.Write(_intake.ReceivedAt);
        }

        await AskAgain(batch.Epoch);
        Push();
        _changed.Raise();
        _unacknowledged++;
        if (batch.AcknowledgeNow || _unacknowledged >= AcknowledgeEvery)
        {
            await Acknowledge(CancellationToken.None);
        }
        else if (_unacknowledged == 1)
        {
            _acknowledgeTimer!.Change(AcknowledgeWithin, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A book that nothing has changed for too long is stale until something does; the feed may know what that was.</summary>
    private async Task LookForSilence(CancellationToken cancellationToken)
    {
        if (_intake.Changes != _changesSeen)
        {
            (_changesSeen, _changedStamp) = (_intake.Changes, time.GetTimestamp());
            return;
        }

        // The form of a quiet book: this one has changed nothing since the last look.
        _intake.Book.Rest();
        var (limit, lasted) = (options.Value.Books.SilenceLimit, time.GetElapsedTime(_changedStamp));
        if (limit == TimeSpan.Zero || lasted < limit || clock.FollowsRecording
            || _intake.Book.State is not (BookState.Live or BookState.Crossed))
        {
            return;
        }

        _intake.Silence(lasted, OnMid, OnSecond);
        Silent(logger, _instrument, lasted);
        Push();
        _changed.Raise();
        await _feed!.RequestSnapshot(_instrument, _intake.Sequence.Epoch);
    }

    /// <summary>A request is one-way and may get lost; a book that stays without its snapshot asks again.</summary>
    private async Task AskAgain(long epoch)
    {
        if (_asked is not { } asked)
        {
            return;
        }

        if (_intake.Book.State is BookState.Live or BookState.Crossed)
        {
            _asked = null;
        }
        else if (time.GetElapsedTime(asked) > AskAgainAfter)
        {
            _asked = time.GetTimestamp();
            await _feed!.RequestSnapshot(_instrument, epoch);
        }
    }

    private async Task Acknowledge(CancellationToken cancellationToken)
    {
        if (_unacknowledged > 0)
        {
            _unacknowledged = 0;
            await _feed!.Acknowledge(_instrument, _intake.Sequence.Epoch, _intake.Sequence.Last);
        }
    }

    private void OnMid(MidChange change)
    {
        _changes++;
        foreach (var push in _subscribers.Values)
        {
            push.Add(change);
        }
    }

    private void OnSecond(BookMark mark)
    {
        foreach (var push in _subscribers.Values)
        {
            push.AddMark(mark);
        }
    }

    /// <summary>Tells subscribers of changed mids at once, and of an unchanged one each second of venue time: it still holds.</summary>
    private void Push()
    {
        var second = _intake.Mark.Second;
        var confirm = second != _confirmed;
        _confirmed = second;

        List<GrainId>? expired = null;
        foreach (var (id, push) in _subscribers)
        {
            if (confirm && push.Expires < time.GetUtcNow())
            {
                (expired ??= []).Add(id);
            }
            else if (confirm || push.Pending.Count > 0)
            {
                push.MarkDirty();
            }
        }

        expired?.ForEach(id => _subscribers.Remove(id));
    }

    private MidUpdate Update(MidPush push) => new()
    {
        Instrument = _instrument,
        BookEpoch = _activation,
        FirstChange = _changes - push.Pending.Count,
        Changes = [.. push.Pending],
        MidsThinned = push.Thinned,
        State = _intake.Book.State,
        ReceivedAt = _intake.ReceivedAt,
        VenueTime = _intake.VenueTime,
        Marks = [.. push.Marks, _intake.Mark],
    };

    private MidUpdate? Current() => _intake.VenueTime == default
        ? null
        : new()
        {
            Instrument = _instrument,
            BookEpoch = _activation,
            FirstChange = double.IsNaN(_intake.Mid) ? _changes : _changes - 1,
            Changes = double.IsNaN(_intake.Mid) ? [] : [new(_intake.VenueTime, _intake.Mid)],
            MidsThinned = false,
            State = _intake.Book.State,
            ReceivedAt = _intake.ReceivedAt,
            VenueTime = _intake.VenueTime,
            Marks = [_intake.Mark],
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: batches before sequence {Sequence} of epoch {Epoch} are missing; asked for a snapshot")]
    private static partial void GapSeen(ILogger logger, InstrumentId instrument, long epoch, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: nothing has changed the book for {Lasted}; it is stale until something does")]
    private static partial void Silent(ILogger logger, InstrumentId instrument, TimeSpan lasted);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument} is fed by {Feed}; a second feed {Other} for it is refused")]
    private static partial void SecondFeed(ILogger logger, InstrumentId instrument, string other, string feed);
}
