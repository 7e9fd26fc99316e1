using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Feeds;

/// <summary>Advances the market clock of a silo that runs no feed: once per grid step it asks how far the cluster's books have come.</summary>
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
                clock.Advance(await directory.GetApplied().WaitAsync(stoppingToken));
                isAvailable = true;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (isAvailable)
                {
                    WatermarkUnavailable(logger, e);
                }

                isAvailable = false;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watermark of the feeds could not be read; it is read again at the next step")]
    private static partial void WatermarkUnavailable(ILogger logger, Exception exception);
}
