using Ballast.Grains.Interfaces.Streams;

namespace Ballast.Silo.Streams.Fills;

/// <summary>Reports every two seconds what this silo reads.</summary>
internal sealed partial class PartitionReporting(
    IEnumerable<IPartitionSource> sources, RedisPartitionReports reports, TimeProvider time, ILogger<PartitionReporting> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await Next(timer, stoppingToken))
        {
            try
            {
                PartitionStatus[] now = [.. sources.SelectMany(source => source.Report())];
                if (now.Length > 0)
                {
                    await reports.Write(now);
                }
            }
            catch (Exception e)
            {
                NotReported(logger, e);
            }
        }
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of the streams could not be reported")]
    private static partial void NotReported(ILogger logger, Exception exception);
}
