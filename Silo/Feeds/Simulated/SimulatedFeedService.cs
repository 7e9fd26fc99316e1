using Ballast.Grains.Interfaces;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>Starts the simulated feed again whenever it has ended by an error.</summary>
public sealed partial class SimulatedFeedService(IGrainFactory grains, TimeProvider time, ILogger<SimulatedFeedService> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The simulated feed could not be started; it is tried again")]
    private static partial void NotStarted(ILogger logger, Exception exception);
}
