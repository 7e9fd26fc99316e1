using System.Runtime.CompilerServices;
using Ballast.Domain.Risk.Quoting;
using Ballast.Grains.Feeds.Placement;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;
using Ballast.Grains.OrderBooks.Mids;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Ballast.Grains.OrderBooks;

/// <inheritdoc cref="IOrderBookGrain" />
[ImplicitStreamSubscription(StreamNames.Market), BesideFeedPlacement]
public sealed partial class OrderBookGrain(
    IOptions<BallastOptions> options,
    BookServices services,
    MarketClock clock,
    TimeProvider time,
    ILogger<OrderBookGrain> logger)
    : Grain, IOrderBookGrain, IStreamSubscriptionObserver
{
    /// <summary>Maximum number of levels per side in a view.</summary>
    public const int MaxDepth = 25;

    private const int WritePhases = 1_000;
    private static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxCheckPeriod = TimeSpan.FromMinutes(1);

    private readonly ChangeSignal _changed = new();
    private readonly SilenceWatch _silence = new(time);
    private readonly FeedRelease _release = new(time);
    private BookIntake _intake = null!;
    private MidPublisher _mids = null!;
    private SampleLog _sampleLog = null!;
    private InstrumentId _instrument;
    private long _activation;
    private FeedAnswers _answers = null!;
    private IGrainTimer? _acknowledgeTimer;
    private bool _isOtherFeedReported;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _instrument = InstrumentId.Parse(this.GetPrimaryKeyString());

        // A number that rises with each activation shows readers that trade positions start again.
        _activation = time.GetUtcNow().UtcTicks;
        _intake = new(_instrument, _activation, options.Value, services.Terms.Find(_instrument)?.TickSize);
        _answers = new(_instrument, _intake.Sequence, GrainFactory, time);
        _mids = new(_intake, services.Inboxes, _activation, time, logger);
        _sampleLog = new(_intake, services.Samples, clock, options.Value.Risk, time, logger);
        _acknowledgeTimer = this.RegisterGrainTimer(_ => _answers.Acknowledge(), new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));

        var limit = options.Value.Books.SilenceLimit;
        var pace = limit > TimeSpan.Zero && limit / 4 < MaxCheckPeriod ? limit / 4 : MaxCheckPeriod;
        this.RegisterGrainTimer(CheckForSilence, new GrainTimerCreationOptions(pace, pace));

        // Market data does not wait for the store, and books do not all write at once.
        var (period, phase) = (SampleLog.PeriodOf(options.Value.Risk.Grid), (uint)_instrument.GetHashCode() % WritePhases);
        this.RegisterGrainTimer(_ => _sampleLog.Write(), new GrainTimerCreationOptions(period * (1 + phase) / WritePhases, period) { Interleave = true });
        _ = _sampleLog.Restored();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await ((Task)_sampleLog.Write()).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc />
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        ArgumentNullException.ThrowIfNull(handleFactory);
        await handleFactory.Create<MarketBatch>().ResumeAsync((batch, _) => OnBatch(batch));
    }

    /// <inheritdoc />
    public Task<BookView> GetBook(int depth) => Task.FromResult(View(depth));

    /// <inheritdoc />
    public async IAsyncEnumerable<BookView> Watch(int depth, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = _changed.Next;
            yield return View(depth);
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
        return Task.FromResult(_mids.Register(subscriber.GetGrainId(), subscriber));
    }

    /// <inheritdoc />
    public Task<MidWindow> GetMids(Instant from) => Task.FromResult(new MidWindow
    {
        Instrument = _instrument,
        BookEpoch = _activation,
        Changes = _intake.Mids.From(from),
        ConfirmedTo = _intake.Mids.ConfirmedTo,
        Thinned = _intake.Mids is { ThinnedTo: { } to } mids && mids.IsThinnedFrom(from) ? new(Instant.Max(from, mids.Oldest ?? from), to) : null,
    });

    /// <inheritdoc />
    public async Task<SampleColumn> GetSamples(long fromIndex, Instant watermark)
    {
        await _sampleLog.Restored();
        var asOf = _sampleLog.ClosedAsOf(watermark);
        var (first, closed) = _intake.Samples.Closed(fromIndex, asOf);
        return new() { FirstIndex = first, Mids = closed, Version = _activation + _sampleLog.Restores, ClosedAsOf = asOf };
    }

    /// <inheritdoc />
    public Task<BookAnalyticsView> GetAnalytics(BookAnalyticsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.FromResult(AnalyticsAnswer.Of(_intake, request, services.Terms.Find(_instrument)?.Contract));
    }

    /// <inheritdoc />
    public Task<QuoteInputs> GetQuoteInputs() => Task.FromResult(QuotingAnswer.Of(_intake, options.Value.Books, options.Value.Quoting));

    /// <inheritdoc />
    public Task<BookStatistics> GetStatistics() => Task.FromResult(_intake.Statistics());

    /// <inheritdoc />
    public async Task Flush()
    {
        await _mids.Flush();

        if (clock.FollowsRecording)
        {
            // The caller has waited until every book applied every event, so the points that this closes are stored too.
            await _sampleLog.Write(Instant.Max(_intake.ReceivedAt, clock.Applied));
        }
        else
        {
            await _sampleLog.Write();
        }
    }

    private async Task OnBatch(MarketBatch batch)
    {
        TickStages.Passed(TickStages.Queue, batch);
        var changes = _intake.Apply(batch);
        if (IsRefused(changes) && _release.IsDue())
        {
            Released(logger, _instrument, _intake.Sequence.Feed!, _intake.Sequence.Epoch, batch.Feed, batch.Epoch);
            _intake.ReleaseFeed();
            _isOtherFeedReported = false;
            changes = _intake.Apply(batch);
        }

        if (IsRefused(changes))
        {
            ReportOtherFeed(batch.Feed);
            await _answers.Refuse(batch.Feed, batch.Epoch);
            return;
        }

        _release.ObserveOwn();
        if (changes.Verdict == BatchVerdict.Drop)
        {
            await _answers.Repeated(batch.AcknowledgeNow);
            return;
        }

        await Act(batch, changes);
    }

    /// <summary>Does what follows from an applied batch.</summary>
    private async Task Act(MarketBatch batch, BookChanges changes)
    {
        var (needsSnapshot, failure) = (changes.NeedsSnapshot, changes.Failure);
        _mids.Publish(changes);
        _changed.Raise();
        if (failure is not null)
        {
            NotApplied(logger, failure, _instrument, batch.Epoch, batch.Sequence);
        }

        if (needsSnapshot && failure is null)
        {
            GapSeen(logger, _instrument, batch.Epoch, batch.Sequence);
            await _answers.AskForSnapshot();
        }
        else if (needsSnapshot)
        {
            await _answers.AskAfterFailure();
        }

        if (_sampleLog.IsDue)
        {
            await _sampleLog.Write();
        }

        await _answers.AskAgain(_intake.IsTrusted);
        if (await _answers.Applied(batch.AcknowledgeNow))
        {
            _acknowledgeTimer!.Change(AcknowledgeWithin, Timeout.InfiniteTimeSpan);
        }
    }

    private static bool IsRefused(BookChanges changes) => changes.Verdict is BatchVerdict.OtherFeed or BatchVerdict.OlderEpoch;

    /// <summary>Makes a book stale that has not changed for too long, and asks the feed for a snapshot in case changes were lost.</summary>
    private async Task CheckForSilence(CancellationToken cancellationToken)
    {
        if (_silence.Check(_intake.Changes) is not { } lasted)
        {
            return;
        }

        // The book has not changed since the last check, so it takes its compact form.
        _intake.Book.Rest();
        var limit = options.Value.Books.SilenceLimit;
        if (limit == TimeSpan.Zero || lasted < limit || clock.FollowsRecording || !_intake.IsTrusted)
        {
            return;
        }

        _mids.Publish(_intake.MarkSilent(lasted));
        _changed.Raise();
        Silent(logger, _instrument, lasted);
        await _answers.AskOnSilence();
    }

    private void ReportOtherFeed(string other)
    {
        if (!_isOtherFeedReported && other != _intake.Sequence.Feed)
        {
            _isOtherFeedReported = true;
            OtherFeed(logger, _instrument, _intake.Sequence.Feed!, other);
        }
    }

    private BookView View(int depth) => _intake.View(Math.Clamp(depth, 1, MaxDepth));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: an event of batch {Sequence} of epoch {Epoch} could not be applied; the book is stale until its next snapshot")]
    private static partial void NotApplied(ILogger logger, Exception exception, InstrumentId instrument, long epoch, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: nothing comes from {Feed} (epoch {Epoch}) any more; the book takes {Other} (epoch {OtherEpoch})")]
    private static partial void Released(ILogger logger, InstrumentId instrument, string feed, long epoch, string other, long otherEpoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: batches before sequence {Sequence} of epoch {Epoch} are missing; asked for a snapshot")]
    private static partial void GapSeen(ILogger logger, InstrumentId instrument, long epoch, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the book has not changed for {Lasted}; it is stale until its next change")]
    private static partial void Silent(ILogger logger, InstrumentId instrument, TimeSpan lasted);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument} is fed by {Feed}; batches of a second feed, {Other}, are refused")]
    private static partial void OtherFeed(ILogger logger, InstrumentId instrument, string feed, string other);
}
