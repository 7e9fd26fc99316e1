using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces;

namespace Ballast.Silo.Feeds;

/// <summary>Starts this silo's feeds again whenever one has ended by an error, and stops them before the silo stops.</summary>
/// <remarks>Hosted services stop in reverse order, so this one, added after the silo, still has a silo to publish through.</remarks>
public sealed partial class FeedService(
    IEnumerable<IFeedConnection> connections, IGrainFactory grains, TimeProvider time, ILogger<FeedService> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var connection in connections)
            {
                await StartAgain(connection.Feed, stoppingToken);
            }
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // First its own loop, or it would start the feeds again.
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(connections.Select(connection => StopFeed(connection.Feed, cancellationToken)));
    }

    private async Task StartAgain(string feed, CancellationToken stopping)
    {
        try
        {
            // A replay that has reached its end is not begun again.
            var grain = grains.GetGrain<IFeedGrain>(feed);
            if ((await grain.GetStatus().WaitAsync(stopping)).State is FeedState.Stopped or FeedState.Faulted)
            {
                await grain.Start().WaitAsync(stopping);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            NotStarted(logger, e, feed);
        }
    }

    private async Task StopFeed(string feed, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IFeedGrain>(feed).Stop().WaitAsync(StopWithin, time, cancellationToken);
        }
        catch (Exception e)
        {
            NotStopped(logger, e, feed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} did not stop before its silo")]
    private static partial void NotStopped(ILogger logger, Exception exception, string feed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} could not be started; it is tried again")]
    private static partial void NotStarted(ILogger logger, Exception exception, string feed);
}
