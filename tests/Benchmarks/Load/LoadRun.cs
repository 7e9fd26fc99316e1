using System.Diagnostics;
using Ballast.Benchmarks.Load.Ceiling;
using Ballast.Client;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Feeds;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Benchmarks.Load;

/// <summary>One run: a silo, a feed at a fixed rate, a position in every instrument, and a watcher of their portfolio.</summary>
internal sealed class LoadRun(LoadSettings settings)
{
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastTickWithin = TimeSpan.FromSeconds(10);

    private readonly LoadFeed _feed = new(settings.Instruments, TimeProvider.System);

    internal async Task<LoadReport> Run(CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.Start(
            settings.Instruments,
            builder => builder.Services.AddSingleton<IFeedConnection>(_feed).AddSingleton<CeilingWatch>(),
            cancellationToken);
        await using var gateway = settings.ThroughGateway ? await GatewayClient.Connect(silo.GatewayPort, cancellationToken) : null;
        var client = gateway?.Client ?? silo.Services.GetRequiredService<IBallastClient>();
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        var feed = grains.Feed(LoadFeed.FeedKey);

        await feed.Start();
        await _feed.Prepared.WaitAsync(Patience, cancellationToken);
        await client.RecordFills([.. settings.Holdings.Select(held => Holding.Fill(held.Instrument, held.Portfolio))], cancellationToken);

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = new PortfolioWatch(client, LoadSettings.Watched, 0, settings.Instruments);
        var watched = Task.Run(() => watch.Run(watching.Token), cancellationToken);
        await watch.Marked.WaitAsync(Patience, cancellationToken);

        var report = await Measure(watch, feed, grains, cancellationToken);
        await watching.CancelAsync();
        await watched;
        if (settings.WithCeiling && report.Fault is null)
        {
            var ceiling = new CeilingRun(settings, grains, silo.Services.GetRequiredService<CeilingWatch>());
            report = report with { Ceiling = await ceiling.Run(cancellationToken) };
        }

        return report;
    }

    private async Task<LoadReport> Measure(PortfolioWatch watch, IFeedGrain feed, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        var schedule = settings.Schedules()[0];
        var ticks = watch.Begin(schedule);
        _feed.Begin(schedule);
        var measuredFrom = schedule.StampOf(schedule.Warm);
        await Task.Delay(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), measuredFrom), cancellationToken);
        var (before, began) = (CostMeter.Begin(), Stopwatch.GetTimestamp());

        var fault = await Faults.Of(_feed.Published, TimeSpan.FromSeconds(settings.Seconds) + Patience, cancellationToken);
        fault ??= await Faults.Of(ticks.Done, LastTickWithin, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var cost = before.Per(schedule.Measured);
        var used = before.Since();

        // Acknowledgements come at most a tenth of a second after the last batch.
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        var atEnd = await feed.GetStatus();
        return new()
        {
            Settings = settings,
            RateReached = _feed.Published.IsCompletedSuccessfully
                ? schedule.Measured / Stopwatch.GetElapsedTime(measuredFrom, _feed.PublishedStamp).TotalSeconds
                : double.NaN,
            TickToPortfolio = ticks.Latencies.Summary(),
            PublishedLate = _feed.Lateness.Summary(),
            Messages = schedule.Measured,
            Ticks = schedule.Measured,
            Unseen = schedule.Measured - ticks.Latencies.Count,
            UnacknowledgedAtEnd = atEnd.Unacknowledged,
            Batches = atEnd.Batches,
            Resyncs = atEnd.Resyncs,
            Gaps = await Gaps(grains),
            ViewsPerSecond = ticks.Views / elapsed,
            Cost = cost,
            CompilingMicros = used.Compiling.TotalMicroseconds / schedule.Measured,
            CollectorPaused = used.Paused.TotalMilliseconds / elapsed,
            HeapMegabytesBefore = heapBefore / Megabyte,
            HeapMegabytesAfter = GC.GetTotalMemory(forceFullCollection: true) / Megabyte,
            Fault = fault ?? atEnd.Fault,
        };
    }

    private async Task<long> Gaps(IGrainFactory grains)
    {
        var gaps = 0L;
        for (var i = 0; i < settings.Instruments; i++)
        {
            gaps += (await grains.Book(BenchmarkSilo.Instrument(i)).GetStatistics()).Gaps;
        }

        return gaps;
    }
}
