using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Feeds;

/// <summary>Keeps the market clock of a silo going that runs no feed: asks once per grid step how far the cluster's feeds are.</summary>
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
        var isHeard = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                clock.Advance(await directory.GetApplied().WaitAsync(stoppingToken));
                isHeard = true;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (isHeard)
                {
                    NotHeard(logger, e);
                }

                isHeard = false;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watermark of the feeds could not be had; it is asked for again")]
    private static partial void NotHeard(ILogger logger, Exception exception);
}
