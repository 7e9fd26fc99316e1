using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Feeds;

namespace Ballast.Silo.Feeds;

/// <summary>Keeps every feed that is configured here running somewhere in the cluster, and hands the feeds of this silo over before the silo stops.</summary>
/// <remarks>Hosted services stop in reverse order, so this one, added after the silo, still has a silo to publish through.</remarks>
public sealed partial class FeedService(
    IEnumerable<IFeedConnection> connections, IGrainFactory grains, FeedHost host, TimeProvider time, ILogger<FeedService> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every feed has been seen running, or finished, on some silo.</summary>
    public Task Started => _started.Task;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
            {
                var running = await Task.WhenAll(connections.Select(connection => KeepRunning(connection.Feed, stoppingToken)));
                if (running.All(isRunning => isRunning))
                {
                    _started.TrySetResult();
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            _started.TrySetCanceled(stoppingToken);
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // From now on no feed starts on this silo, not even when another silo asks for it.
        host.MarkStopping();
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(connections.Select(connection => HandOver(connection.Feed, cancellationToken)));
    }

    private async Task<bool> KeepRunning(string feed, CancellationToken stopping)
    {
        AskingSilo.Set(host.Address);
        try
        {
            return (await grains.Feed(feed).KeepRunning().WaitAsync(stopping)).State is FeedState.Running or FeedState.Completed;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            NotStarted(logger, e, feed);
            return false;
        }
    }

    private async Task HandOver(string feed, CancellationToken cancellationToken)
    {
        try
        {
            var grain = grains.Feed(feed);
            if ((await grain.GetStatus().WaitAsync(StopWithin, time, cancellationToken)).Silo == host.Silo)
            {
                await grain.HandOver().WaitAsync(StopWithin, time, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // Whatever fails here, the silo stops anyway: another one starts the feed when this one is gone.
            NotHandedOver(logger, e, feed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} could not be handed over before its silo stops")]
    private static partial void NotHandedOver(ILogger logger, Exception exception, string feed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} could not be started; the next try is in a second")]
    private static partial void NotStarted(ILogger logger, Exception exception, string feed);
}
