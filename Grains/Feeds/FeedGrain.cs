using Ballast.Grains.Instruments;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.Streams;

namespace Ballast.Grains.Feeds;

/// <summary>What a feed keeps over restarts.</summary>
[GenerateSerializer, Alias("ballast.feed-grain-state")]
public sealed class FeedGrainState
{
    /// <summary>Epoch of the newest start.</summary>
    [Id(0)] public long Epoch { get; set; }

    /// <summary>Where the connection would go on; opaque.</summary>
    [Id(1)] public byte[]? Position { get; set; }
}

/// <inheritdoc cref="IFeedGrain" />
/// <remarks>
/// An activation owns the feed while the stored epoch is its own: the start of another raises it, and an activation that finds
/// it raised, by a write that is refused or by looking every two seconds, stops. Until then books drop what it sends.
/// </remarks>
[CollectionAgeLimit(AlwaysActive = true), PreferLocalPlacement]
public sealed partial class FeedGrain(
    [PersistentState("feed", StreamNames.Storage)] IPersistentState<FeedGrainState> state,
    IEnumerable<IFeedConnection> connections,
    ITermsSource terms,
    IClusterClient cluster,
    FeedSurroundings surroundings,
    MarketClock clock,
    TimeProvider time,
    ILogger<FeedGrain> logger) : Grain, IFeedGrain, IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    /// <summary>One that fails at once is not begun again with every look of every silo.</summary>
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5);
    private const int ReportsPerLook = 2;

    private readonly SemaphoreSlim _storing = new(1, 1);
    private CancellationTokenSource _stopping = new();
    private FeedPublisher? _publisher;
    private Func<FeedStatus>? _metered;
    private Task _run = Task.CompletedTask;
    private int _reports;
    private long _faultedStamp;
    private volatile FeedEnd _end = new(FeedState.Stopped, null);

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Report, new GrainTimerCreationOptions(ReportEvery, ReportEvery) { Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<FeedStatus> KeepRunning() =>
        _end.State == FeedState.Completed || (_end.State == FeedState.Faulted && time.GetElapsedTime(_faultedStamp) < FaultPause)
            ? GetStatus()
            : Start();

    /// <inheritdoc />
    public async Task<FeedStatus> Start()
    {
        if (!_run.IsCompleted)
        {
            return await GetStatus();
        }

        var key = this.GetPrimaryKeyString();
        if (surroundings.Hosting.IsStopping)
        {
            Leave();
            return await GetStatus();
        }

        var connection = connections.FirstOrDefault(c => c.Feed == key);
        if (connection is null)
        {
            // Whoever calls from a silo that has it gets it there.
            DeactivateOnIdle();
            throw new InvalidOperationException(
                $"No feed '{key}' is configured on silo {surroundings.Silo}; configured: {string.Join(", ", connections.Select(c => c.Feed))}.");
        }

        await Store(() => state.State.Epoch++);
        _stopping.Dispose();
        _stopping = new();
        var stopping = _stopping.Token;
        var publisher = _publisher = new(key, state.State.Epoch, connection.Backpressure, new(
            this.AsReference<IFeedGrain>(),
            cluster.GetStreamProvider(StreamNames.MarketProvider),
            cluster.GetStreamProvider(StreamNames.TickerProvider),
            clock,
            time,
            Met));
        var position = state.State.Position;
        _end = new(FeedState.Running, null);
        surroundings.Meter.Add(key, _metered = () => publisher.Status(_end.State, _end.Fault));
        _run = Task.Run(() => RunConnection(connection, publisher, position, stopping));
        Started(logger, key, publisher.Epoch, surroundings.Silo);
        return await GetStatus();
    }

    /// <inheritdoc />
    public async Task Stop()
    {
        await _stopping.CancelAsync();
        await _run;
        await Report(CancellationToken.None);
    }

    /// <inheritdoc />
    public async Task HandOver()
    {
        await Stop();
        Leave();
    }

    /// <inheritdoc />
    public async Task SavePosition(long epoch, byte[] position)
    {
        if (epoch == state.State.Epoch)
        {
            await Store(() => state.State.Position = position);
        }
    }

    /// <inheritdoc />
    public Task<FeedStatus> GetStatus()
    {
        var end = _end;
        var status = _publisher?.Status(end.State, end.Fault) ?? new FeedStatus
        {
            Feed = this.GetPrimaryKeyString(),
            State = FeedState.Stopped,
            Epoch = state.State.Epoch,
            Events = 0,
            Batches = 0,
            Unacknowledged = 0,
            Resyncs = 0,
            Watermark = default,
            Instruments = 0,
        };
        return Task.FromResult(status with { Silo = surroundings.Silo, ReportedAt = Instant.From(time.GetUtcNow()) });
    }

    /// <inheritdoc />
    public Task Acknowledge(InstrumentId instrument, long epoch, long sequence)
    {
        _publisher?.Acknowledge(instrument, epoch, sequence);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RequestSnapshot(InstrumentId instrument, long epoch)
    {
        _publisher?.RequestSnapshot(instrument, epoch);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<MarketBatch?> GetLastTicker(InstrumentId instrument) => Task.FromResult(_publisher?.LastTicker(instrument));

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Stop();
        if (_metered is not null)
        {
            surroundings.Meter.Remove(this.GetPrimaryKeyString(), _metered);
        }
    }

    /// <summary>Changes the stored state; an activation whose state is not the stored one has been replaced.</summary>
    private async Task Store(Action change)
    {
        await _storing.WaitAsync();
        try
        {
            change();
            await state.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            Replaced(logger, this.GetPrimaryKeyString(), state.State.Epoch, surroundings.Silo);
            await _stopping.CancelAsync();
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _storing.Release();
        }
    }

    /// <summary>Tells the directory, and looks whether this is still the feed's activation.</summary>
    private async Task Report(CancellationToken cancellationToken)
    {
        if (_publisher is null)
        {
            return;
        }

        await GrainFactory.FeedDirectory().Report(await GetStatus());
        if (++_reports % ReportsPerLook == 0 && !_run.IsCompleted)
        {
            await LookForSuccessor(cancellationToken);
        }
    }

    private async Task LookForSuccessor(CancellationToken cancellationToken)
    {
        var epoch = _publisher!.Epoch;
        await _storing.WaitAsync(cancellationToken);
        try
        {
            await state.ReadStateAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Books know which epoch is the newest, so going on is safe.
            NotLooked(logger, e, this.GetPrimaryKeyString(), epoch);
            return;
        }
        finally
        {
            _storing.Release();
        }

        if (state.State.Epoch != epoch)
        {
            Replaced(logger, this.GetPrimaryKeyString(), epoch, surroundings.Silo);
            await _stopping.CancelAsync();
            DeactivateOnIdle();
        }
    }

    /// <summary>Goes to another silo, so that nobody's call can bring it back to this one.</summary>
    private void Leave()
    {
        if (surroundings.Other() is { } other)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, other);
            MigrateOnIdle();
        }
        else
        {
            DeactivateOnIdle();
        }
    }

    private async Task RunConnection(IFeedConnection connection, FeedPublisher publisher, byte[]? position, CancellationToken stopping)
    {
        try
        {
            await connection.Run(publisher, position, stopping);
            await publisher.WaitApplied(stopping);
            _end = new(FeedState.Completed, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            _end = new(FeedState.Stopped, null);
        }
        catch (Exception e)
        {
            _faultedStamp = time.GetTimestamp();
            _end = new(FeedState.Faulted, e.Message);
            Faulted(logger, e, publisher.Feed, publisher.Epoch);
        }
    }

    /// <summary>Every spot instrument is offered as a rate; the FX grain knows which it was told to take.</summary>
    /// <returns>Completes when it was offered once: whoever hears of an instrument before its first event misses no rate.</returns>
    private async Task Met(InstrumentId instrument)
    {
        if (terms.Find(instrument) is { Kind: ContractKind.Spot } && !await TryOfferRate(instrument, tries: 1))
        {
            _ = OfferRateAgain(instrument);
        }
    }

    private async Task OfferRateAgain(InstrumentId instrument)
    {
        for (var tries = 2; tries <= OfferTries; tries++)
        {
            await Task.Delay(TimeSpan.FromSeconds(tries - 1), time);
            if (await TryOfferRate(instrument, tries))
            {
                return;
            }
        }
    }

    private async Task<bool> TryOfferRate(InstrumentId instrument, int tries)
    {
        try
        {
            await cluster.Fx().Add(instrument);
            return true;
        }
        catch (Exception e)
        {
            RateNotOffered(logger, e, instrument, tries);
            return false;
        }
    }

    private const int OfferTries = 5;

    private sealed record FeedEnd(FeedState State, string? Fault);

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Dispose();
        _storing.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Feed} started, epoch {Epoch}, on {Silo}")]
    private static partial void Started(ILogger logger, string feed, long epoch, string silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} epoch {Epoch} on {Silo} stops: a later epoch was started elsewhere")]
    private static partial void Replaced(ILogger logger, string feed, long epoch, string silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} epoch {Epoch} could not look for a later epoch; it goes on")]
    private static partial void NotLooked(ILogger logger, Exception exception, string feed, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The FX grain did not take {Instrument}, try {Tries}")]
    private static partial void RateNotOffered(ILogger logger, Exception exception, InstrumentId instrument, int tries);

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed {Feed} epoch {Epoch} ended by an error")]
    private static partial void Faulted(ILogger logger, Exception exception, string feed, long epoch);
}
