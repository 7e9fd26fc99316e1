using Ballast.Grains.Interfaces;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>Starts the simulated feed again whenever it has ended by an error, and stops it before the silo stops.</summary>
/// <remarks>Hosted services stop in reverse order, so this one, added after the silo, still has a silo to publish through.</remarks>
public sealed partial class SimulatedFeedService(IGrainFactory grains, TimeProvider time, ILogger<SimulatedFeedService> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Does nothing while it runs.
                await grains.GetGrain<IFeedGrain>(SimulatedConnection.FeedKey).Start().WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotStarted(logger, e);
            }
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // First its own loop, or it would start the feed again.
        await base.StopAsync(cancellationToken);
        try
        {
            await grains.GetGrain<IFeedGrain>(SimulatedConnection.FeedKey).Stop().WaitAsync(StopWithin, time, cancellationToken);
        }
        catch (Exception e)
        {
            NotStopped(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The simulated feed did not stop before its silo")]
    private static partial void NotStopped(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The simulated feed could not be started; it is tried again")]
    private static partial void NotStarted(ILogger logger, Exception exception);
}
