using System.Runtime.CompilerServices;
using Ballast.Domain.Risk;
using Ballast.Grains.Instruments;
using Ballast.Grains.OrderBooks.Intake;
using Ballast.Grains.OrderBooks.Mids;
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
    private const int WritePhases = 1_000;
    private static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly ChangeSignal changed = new();
    private readonly SilenceWatch silence = new(time);
    private BookIntake intake = null!;
    private MidPublisher mids = null!;
    private SampleLog sampleLog = null!;
    private InstrumentId instrument;
    private long activation;
    private IFeedGrain? feed;
    private long unacknowledged;
    private IGrainTimer? acknowledgeTimer;
    private bool isOtherFeedReported;
    private long? snapshotAskedStamp;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        instrument = InstrumentId.Parse(this.GetPrimaryKeyString());

        // Soft state: any number that rises from activation to activation tells readers that positions start anew.
        activation = time.GetUtcNow().UtcTicks;
        intake = new(instrument, activation, options.Value, terms.Find(instrument)?.TickSize);
        mids = new(intake, activation, time, logger);
        sampleLog = new(intake, samples, clock, options.Value.Risk, time, logger);
        acknowledgeTimer = this.RegisterGrainTimer(Acknowledge, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));

        var limit = options.Value.Books.SilenceLimit;
        var pace = limit > TimeSpan.Zero && limit / 4 < LongestLook ? limit / 4 : LongestLook;
        this.RegisterGrainTimer(LookForSilence, new GrainTimerCreationOptions(pace, pace));

        // Market data does not wait for the store, and books do not all write at once.
        var (period, phase) = (SampleLog.PeriodOf(options.Value.Risk.Grid), (uint)instrument.GetHashCode() % WritePhases);
        this.RegisterGrainTimer(_ => sampleLog.Write(), new GrainTimerCreationOptions(period * (1 + phase) / WritePhases, period) { Interleave = true });
        _ = sampleLog.Restored();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await ((Task)sampleLog.Write()).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
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
            var next = changed.Next;
            yield return View(depth);
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task<TradePage> ReadTrades(TradeCursor after, int limit) =>
        Task.FromResult(intake.Trades.Read(after, Math.Clamp(limit, 1, 10_000)));

    /// <inheritdoc />
    public async IAsyncEnumerable<TradePage> WatchTrades(
        TradeCursor after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = changed.Next;
            var page = intake.Trades.Read(after, 1_000);
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
        return Task.FromResult(mids.Register(subscriber.GetGrainId(), subscriber));
    }

    /// <inheritdoc />
    public Task<MidWindow> GetMids(Instant from) => Task.FromResult(new MidWindow
    {
        Instrument = instrument,
        BookEpoch = activation,
        Changes = intake.Mids.From(from),
        ConfirmedTo = intake.Mids.ConfirmedTo,
        Thinned = intake.Mids.IsThinnedFrom(from),
    });

    /// <inheritdoc />
    public async Task<SampleColumn> GetSamples(long fromIndex, Instant watermark)
    {
        await sampleLog.Restored();
        var (first, closed) = intake.Samples.Closed(fromIndex, watermark);
        return new() { FirstIndex = first, Mids = closed, Version = activation + sampleLog.Restores };
    }

    /// <inheritdoc />
    public Task<BookAnalyticsView> GetAnalytics(BookAnalyticsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.FromResult(AnalyticsAnswer.Of(intake, request, terms.Find(instrument)?.Contract));
    }

    /// <inheritdoc />
    public Task<QuoteInputs> GetQuoteInputs() => Task.FromResult(QuotingAnswer.Of(intake, options.Value.Books, options.Value.Quoting));

    /// <inheritdoc />
    public Task<BookStatistics> GetStatistics() => Task.FromResult(intake.Statistics());

    /// <inheritdoc />
    public async Task Flush()
    {
        await mids.Flush();

        // Whoever calls this has let the book apply everything, so what that closes is stored too.
        await sampleLog.Write(Instant.Max(intake.ReceivedAt, clock.Applied));
    }

    private async Task OnBatch(MarketBatch batch)
    {
        feed ??= GrainFactory.Feed(batch.Feed);
        var changes = intake.Apply(batch);
        var needsSnapshot = changes.NeedsSnapshot;
        switch (changes.Verdict)
        {
            case BatchVerdict.OtherFeed:
                ReportOtherFeed(batch.Feed);
                return;
            case BatchVerdict.Drop:
                // The feed repeats itself when an acknowledgement got lost.
                unacknowledged = Math.Max(unacknowledged, batch.AcknowledgeNow ? 1 : 0);
                await Acknowledge(CancellationToken.None);
                return;
        }

        mids.Publish(changes);
        changed.Raise();
        if (needsSnapshot)
        {
            GapSeen(logger, instrument, batch.Epoch, batch.Sequence);
            await AskForSnapshot(batch.Epoch);
        }

        if (sampleLog.IsDue)
        {
            await sampleLog.Write();
        }

        await AskAgain(batch.Epoch);
        unacknowledged++;
        if (batch.AcknowledgeNow || unacknowledged >= AcknowledgeEvery)
        {
            await Acknowledge(CancellationToken.None);
        }
        else if (unacknowledged == 1)
        {
            acknowledgeTimer!.Change(AcknowledgeWithin, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A book that nothing has changed for too long is stale until something does; the feed may know what that was.</summary>
    private async Task LookForSilence(CancellationToken cancellationToken)
    {
        if (silence.Look(intake.Changes) is not { } lasted)
        {
            return;
        }

        // Nothing has changed since the last look, so the book takes its compact form.
        intake.Book.Rest();
        var limit = options.Value.Books.SilenceLimit;
        if (limit == TimeSpan.Zero || lasted < limit || clock.FollowsRecording || !intake.IsTrusted)
        {
            return;
        }

        mids.Publish(intake.MarkSilent(lasted));
        changed.Raise();
        Silent(logger, instrument, lasted);
        await feed!.RequestSnapshot(instrument, intake.Sequence.Epoch);
    }

    private async Task AskForSnapshot(long epoch)
    {
        snapshotAskedStamp = time.GetTimestamp();
        await feed!.RequestSnapshot(instrument, epoch);
    }

    /// <summary>A request is one-way and may get lost, so a book that stays without its snapshot asks again.</summary>
    private async Task AskAgain(long epoch)
    {
        if (snapshotAskedStamp is not { } asked)
        {
            return;
        }

        if (intake.IsTrusted)
        {
            snapshotAskedStamp = null;
        }
        else if (time.GetElapsedTime(asked) > AskAgainAfter)
        {
            await AskForSnapshot(epoch);
        }
    }

    private async Task Acknowledge(CancellationToken cancellationToken)
    {
        if (unacknowledged > 0)
        {
            unacknowledged = 0;
            await feed!.Acknowledge(instrument, intake.Sequence.Epoch, intake.Sequence.Last);
        }
    }

    private void ReportOtherFeed(string other)
    {
        if (!isOtherFeedReported)
        {
            isOtherFeedReported = true;
            OtherFeed(logger, instrument, intake.Sequence.Feed!, other);
        }
    }

    private BookView View(int depth) => intake.View(Math.Clamp(depth, 1, MaxDepth));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: batches before sequence {Sequence} of epoch {Epoch} are missing; asked for a snapshot")]
    private static partial void GapSeen(ILogger logger, InstrumentId instrument, long epoch, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: nothing has changed the book for {Lasted}; it is stale until something does")]
    private static partial void Silent(ILogger logger, InstrumentId instrument, TimeSpan lasted);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument} is fed by {Feed}; batches of a second feed, {Other}, are refused")]
    private static partial void OtherFeed(ILogger logger, InstrumentId instrument, string feed, string other);
}
