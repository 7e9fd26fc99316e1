using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Feeds;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Feeds;

/// <summary>Tells the market clock of a silo about the feeds of other silos: once per grid step it asks how far the books of each have come.</summary>
internal sealed partial class WatermarkService(
    IGrainFactory grains, MarketClock clock, IOptions<BallastOptions> options, TimeProvider time, ILogger<WatermarkService> logger) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var grid = options.Value.Risk.Grid;
        using var timer = new PeriodicTimer(grid < Longest ? grid : Longest, time);
        var directory = grains.FeedDirectory();
        var isAvailable = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var feed in await directory.GetFeeds().WaitAsync(stoppingToken))
                {
                    Take(feed);
                }

                isAvailable = true;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Also a fault that comes while the silo stops: a service that fails would make that a failure of the program.
                if (isAvailable)
                {
                    WatermarkUnavailable(logger, e);
                }

                isAvailable = false;
            }

            foreach (var feed in clock.TakeGivenUp())
            {
                GivenUp(logger, feed, MarketClock.Patience);
            }

            if (clock.TakeJump() is { } ahead)
            {
                Jumped(logger, ahead, SteadyClock.AcceptedAfter);
            }
        }
    }

    private void Take(FeedStatus feed)
    {
        clock.Advance(feed.Feed, feed.Applied);
        if (feed.State == FeedState.Completed)
        {
            clock.End(feed.Feed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} has stood still for {Patience}; points of its instruments close without it until it moves again")]
    private static partial void GivenUp(ILogger logger, string feed, TimeSpan patience);

    [LoggerMessage(Level = LogLevel.Error, Message = "The wall clock has jumped ahead by {Ahead}; seconds and days close as if it had not, until it is back or for {Accepted}")]
    private static partial void Jumped(ILogger logger, TimeSpan ahead, TimeSpan accepted);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watermark of the feeds could not be read; it is read again at the next step")]
    private static partial void WatermarkUnavailable(ILogger logger, Exception exception);
}
