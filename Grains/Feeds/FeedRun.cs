using Ballast.Grains.Interfaces.Feeds;

namespace Ballast.Grains.Feeds;

/// <summary>One run of a feed's connection, outside the grain's turns, until its source ends, it fails or it is stopped.</summary>
internal sealed partial class FeedRun : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly IFeedConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _task;
    private long _faultedStamp;
    private volatile End _end = new(FeedState.Running, null);

    /// <summary>Starts the connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="publisher">Publishes its events.</param>
    /// <param name="position">Position to resume from; <see langword="null"/> at the first start.</param>
    /// <param name="time">Monotone time since a fault.</param>
    /// <param name="logger">Logs a fault.</param>
    internal FeedRun(IFeedConnection connection, FeedPublisher publisher, byte[]? position, TimeProvider time, ILogger logger)
    {
        (_connection, _time, _logger, Publisher) = (connection, time, logger, publisher);
        var token = _stopping.Token;
        _task = Task.Run(() => Run(position, token));
    }

    internal FeedPublisher Publisher { get; }

    internal long Epoch => Publisher.Epoch;

    /// <summary>Whether the connection has not ended yet.</summary>
    internal bool IsRunning => !_task.IsCompleted;

    internal FeedState State => _end.State;

    /// <summary>Time since the connection failed; call it only when <see cref="State"/> says so.</summary>
    internal TimeSpan SinceFault => _time.GetElapsedTime(_faultedStamp);

    internal FeedStatus Status()
    {
        var (state, fault) = _end;
        return Publisher.Status(state, fault);
    }

    /// <summary>Asks the connection to stop.</summary>
    internal Task Cancel() => _stopping.CancelAsync();

    /// <summary>Stops the connection; completes when it has.</summary>
    internal async Task Stop()
    {
        await _stopping.CancelAsync();
        await _task;
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private async Task Run(byte[]? position, CancellationToken cancellationToken)
    {
        try
        {
            await _connection.Run(Publisher, position, cancellationToken);
            await Publisher.WaitApplied(cancellationToken);
            Publisher.End();
            _end = new(FeedState.Completed, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _end = new(FeedState.Stopped, null);
        }
        catch (Exception e)
        {
            // Any failure of a connection becomes its feed's state; the feed is started again later.
            _faultedStamp = _time.GetTimestamp();
            _end = new(FeedState.Faulted, e.Message);
            Faulted(_logger, e, Publisher.Feed, Epoch);
        }
    }

    private sealed record End(FeedState State, string? Fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed {Feed} epoch {Epoch} ended by an error")]
    private static partial void Faulted(ILogger logger, Exception exception, string feed, long epoch);
}
