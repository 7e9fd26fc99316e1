using Ballast.Grains.Feeds.Placement;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Orleans.Runtime.Placement;
using Orleans.Storage;

namespace Ballast.Grains.Feeds;

/// <inheritdoc cref="IFeedGrain" />
/// <remarks>
/// An activation owns the feed while the stored epoch is its own: the start of another raises it, and an activation that finds
/// it raised, by a refused write or a check every two seconds, stops. Until then books drop its batches.
/// </remarks>
[CollectionAgeLimit(AlwaysActive = true), FeedPlacement]
public sealed partial class FeedGrain(
    [PersistentState("feed", StreamNames.Storage)] IPersistentState<FeedGrainState> state,
    IEnumerable<IFeedConnection> connections,
    FeedHost host,
    FeedMeter meter,
    TimeProvider time,
    ILogger<FeedGrain> logger) : Grain, IFeedGrain, IDisposable
{
    private const int ReportsPerCheck = 2;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    /// <summary>Pause before a failed feed is started again, because every silo asks for it once a second.</summary>
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _storing = new(1, 1);
    private FeedRun? _run;
    private int _reports;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Report, new GrainTimerCreationOptions(ReportEvery, ReportEvery) { Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<FeedStatus> KeepRunning() => _run switch
    {
        { State: FeedState.Completed } => GetStatus(),
        { State: FeedState.Faulted } failed when failed.SinceFault < FaultPause => GetStatus(),
        _ => Start(),
    };

    /// <inheritdoc />
    public async Task<FeedStatus> Start()
    {
        if (_run is { IsRunning: true })
        {
            return await GetStatus();
        }

        var key = this.GetPrimaryKeyString();
        if (host.IsStopping)
        {
            MoveTo(host.Other(key));
            return await GetStatus();
        }

        var connection = connections.FirstOrDefault(c => c.Feed == key);
        if (connection is null)
        {
            // A silo remembers where a grain is. If this activation only ended, the next call of that silo would come here again and activate it here again.
            MoveTo(AskingSilo.Get());
            throw new InvalidOperationException(
                $"No feed '{key}' is configured on silo {host.Silo}; configured: {string.Join(", ", connections.Select(c => c.Feed))}.");
        }

        await Store(() => RaiseEpoch(state.State, connection.Backpressure));
        _run?.Dispose();
        _run = new(connection, new(key, state.State.Epoch, connection.Backpressure, host), state.State.Position, time, logger);
        meter.Add(key, _run);
        Started(logger, key, _run.Epoch, host.Silo);
        return await GetStatus();
    }

    /// <inheritdoc />
    public async Task Stop()
    {
        if (_run is not null)
        {
            await _run.Stop();
            await Report(CancellationToken.None);
        }
    }

    /// <inheritdoc />
    public async Task HandOver()
    {
        await Stop();
        MoveTo(host.Other(this.GetPrimaryKeyString()));
    }

    /// <inheritdoc />
    public Task SavePosition(long epoch, byte[] position) => Store(() => SetPosition(state.State, epoch, position));

    /// <inheritdoc />
    public Task<FeedStatus> GetStatus()
    {
        var status = _run?.Status() ?? new FeedStatus
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
        return Task.FromResult(status with { Silo = host.Silo, ReportedAt = Instant.From(time.GetUtcNow()), Dropped = meter.Dropped(status) });
    }

    /// <inheritdoc />
    public Task Acknowledge(InstrumentId instrument, long epoch, long sequence)
    {
        Publisher()?.Acknowledge(instrument, epoch, sequence);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RequestSnapshot(InstrumentId instrument, long epoch)
    {
        Publisher()?.RequestSnapshot(instrument, epoch);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Confirm(InstrumentId instrument, long epoch)
    {
        Publisher()?.Confirm(instrument, epoch);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Refuse(InstrumentId instrument, long epoch)
    {
        Publisher()?.Refuse(instrument, epoch);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<MarketBatch?> GetLastTicker(InstrumentId instrument) => Task.FromResult(Publisher()?.LastTicker(instrument));

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Stop();
        if (_run is not null)
        {
            meter.Remove(this.GetPrimaryKeyString(), _run);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _run?.Dispose();
        _storing.Dispose();
    }

    /// <summary>
    /// The epoch rises with every start. That of a live feed does so after the store has lost its newest writes too: the time is later
    /// than any of them. Recordings are counted, because their epoch is part of trade ids, which are equal in every replay on a fresh store.
    /// </summary>
    private bool RaiseEpoch(FeedGrainState stored, Backpressure backpressure)
    {
        var least = backpressure == Backpressure.Fold ? Instant.From(time.GetUtcNow()).Micros : 0;
        stored.Epoch = Math.Max(stored.Epoch + 1, least);
        return true;
    }

    private static bool SetPosition(FeedGrainState stored, long epoch, byte[] position)
    {
        if (epoch != stored.Epoch)
        {
            return false;
        }

        stored.Position = position;
        return true;
    }

    /// <summary>What the running connection publishes through; <see langword="null"/> when none runs. A book or an inventory that knows a feed which no silo has any more does not keep its grain active.</summary>
    private FeedPublisher? Publisher()
    {
        if (_run is null && !connections.Any(connection => connection.Feed == this.GetPrimaryKeyString()))
        {
            DeactivateOnIdle();
        }

        return _run?.Publisher;
    }

    /// <summary>Changes the stored state; an activation whose state is not the stored one has been replaced.</summary>
    /// <param name="change">Changes the state and says whether to store it. It looks at the state that nobody else is reading or storing now.</param>
    private async Task Store(Func<bool> change)
    {
        await _storing.WaitAsync();
        try
        {
            if (change())
            {
                await state.WriteStateAsync();
            }
        }
        catch (InconsistentStateException)
        {
            await GiveUp(state.State.Epoch);
            throw;
        }
        finally
        {
            _storing.Release();
        }
    }

    /// <summary>Reports to the directory, and checks every second time whether this is still the feed's activation.</summary>
    private async Task Report(CancellationToken cancellationToken)
    {
        if (_run is null)
        {
            return;
        }

        await GrainFactory.FeedDirectory().Report(await GetStatus());
        if (++_reports % ReportsPerCheck == 0 && _run.IsRunning)
        {
            await CheckForSuccessor(_run.Epoch, cancellationToken);
        }
    }

    private async Task CheckForSuccessor(long epoch, CancellationToken cancellationToken)
    {
        await _storing.WaitAsync(cancellationToken);
        try
        {
            await state.ReadStateAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Books drop batches of older epochs, so continuing is safe.
            NotChecked(logger, e, this.GetPrimaryKeyString(), epoch);
            return;
        }
        finally
        {
            _storing.Release();
        }

        if (state.State.Epoch != epoch)
        {
            await GiveUp(epoch);
        }
    }

    /// <summary>Stops because a later epoch was started elsewhere.</summary>
    private async Task GiveUp(long epoch)
    {
        Replaced(logger, this.GetPrimaryKeyString(), epoch, host.Silo);
        if (_run is not null)
        {
            await _run.Cancel();
        }

        DeactivateOnIdle();
    }

    /// <summary>Moves the activation to another silo, so that no call activates it here again; without one it ends.</summary>
    private void MoveTo(SiloAddress? other)
    {
        if (other is not null)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, other);
            MigrateOnIdle();
        }
        else
        {
            DeactivateOnIdle();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Feed} started, epoch {Epoch}, on {Silo}")]
    private static partial void Started(ILogger logger, string feed, long epoch, string silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} epoch {Epoch} on {Silo} stops: a later epoch was started elsewhere")]
    private static partial void Replaced(ILogger logger, string feed, long epoch, string silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} epoch {Epoch} could not check for a later epoch; it continues")]
    private static partial void NotChecked(ILogger logger, Exception exception, string feed, long epoch);
}
