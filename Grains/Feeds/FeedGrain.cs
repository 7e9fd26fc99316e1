using Ballast.Grains.Instruments;
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
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class FeedGrain(
    [PersistentState("feed", StreamNames.Storage)] IPersistentState<FeedGrainState> state,
    IEnumerable<IFeedConnection> connections,
    ITermsSource terms,
    IClusterClient cluster,
    MarketClock clock,
    TimeProvider time,
    ILogger<FeedGrain> logger) : Grain, IFeedGrain, IDisposable
{
    private CancellationTokenSource _stopping = new();
    private FeedPublisher? _publisher;
    private Task _run = Task.CompletedTask;
    private volatile FeedEnd _end = new(FeedState.Stopped, null);

    /// <inheritdoc />
    public async Task<FeedStatus> Start()
    {
        if (!_run.IsCompleted)
        {
            return await GetStatus();
        }

        var key = this.GetPrimaryKeyString();
        var connection = connections.FirstOrDefault(c => c.Feed == key)
            ?? throw new InvalidOperationException($"No feed '{key}' is configured; configured: {string.Join(", ", connections.Select(c => c.Feed))}.");
        state.State.Epoch++;
        await state.WriteStateAsync();

        _stopping.Dispose();
        _stopping = new();
        var stopping = _stopping.Token;
        var publisher = _publisher = new(key, state.State.Epoch, new(
            this.AsReference<IFeedGrain>(),
            cluster.GetStreamProvider(StreamNames.MarketProvider),
            cluster.GetStreamProvider(StreamNames.TickerProvider),
            clock,
            time,
            Met));
        var position = state.State.Position;
        _end = new(FeedState.Running, null);
        _run = Task.Run(() => RunConnection(connection, publisher, position, stopping));
        Started(logger, key, publisher.Epoch);
        return await GetStatus();
    }

    /// <inheritdoc />
    public async Task Stop()
    {
        await _stopping.CancelAsync();
        await _run;
    }

    /// <inheritdoc />
    public async Task SavePosition(long epoch, byte[] position)
    {
        if (epoch == state.State.Epoch)
        {
            state.State.Position = position;
            await state.WriteStateAsync();
        }
    }

    /// <inheritdoc />
    public Task<FeedStatus> GetStatus()
    {
        var end = _end;
        return Task.FromResult(_publisher?.Status(end.State, end.Fault) ?? new FeedStatus
        {
            State = FeedState.Stopped,
            Epoch = state.State.Epoch,
            Events = 0,
            Batches = 0,
            Unacknowledged = 0,
            Resyncs = 0,
            Watermark = default,
            Instruments = 0,
        });
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
            await cluster.GetGrain<IFxGrain>(FxKey).Add(instrument);
            return true;
        }
        catch (Exception e)
        {
            RateNotOffered(logger, e, instrument, tries);
            return false;
        }
    }

    /// <summary>Key of the only FX grain.</summary>
    public const string FxKey = "fx";

    private const int OfferTries = 5;

    private sealed record FeedEnd(FeedState State, string? Fault);

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Feed} started, epoch {Epoch}")]
    private static partial void Started(ILogger logger, string feed, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The FX grain did not take {Instrument}, try {Tries}")]
    private static partial void RateNotOffered(ILogger logger, Exception exception, InstrumentId instrument, int tries);

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed {Feed} epoch {Epoch} ended by an error")]
    private static partial void Faulted(ILogger logger, Exception exception, string feed, long epoch);
}
