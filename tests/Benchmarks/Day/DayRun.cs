using System.Diagnostics;
using Ballast.Benchmarks.Load;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces;
using Ballast.Silo;
using Ballast.Silo.Commands;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Fills;
using Ballast.Silo.Feeds.Tardis;
using Ballast.Silo.Replay;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Benchmarks.Day;

/// <summary>One run: a silo as the command replay starts it, a position in every instrument from its first messages on, and the tiled datasets.</summary>
internal sealed class DayRun(long updates)
{
    private const string Portfolio = "day";
    private const double Megabyte = 1024 * 1024;

    private readonly InputFaults _faults = new();
    private readonly ReadCounts _counts = new();

    internal async Task<DayReport> Run(CancellationToken cancellationToken)
    {
        var files = Recording.Datasets();
        if (files.Length == 0)
        {
            throw new FileNotFoundException("There is no dataset incremental_book_L2; BALLAST_DATA names a folder of the layout of tests/data/tardis.");
        }

        var recording = new TiledRecording(files, updates, _faults, _counts);
        using var directory = new TemporaryDirectory();
        DayReport report;
        await using (var host = await Start(directory.Path, recording, cancellationToken))
        {
            report = await Measure(host.Services, recording, cancellationToken);
        }

        return report;
    }

    private async Task<DayReport> Measure(IServiceProvider services, TiledRecording recording, CancellationToken cancellationToken)
    {
        GC.Collect();
        int[] collections = [.. Collections()];
        var (meter, paused, stamp) = (CostMeter.Begin(), GC.GetTotalPauseDuration(), Stopwatch.GetTimestamp());
        var running = services.GetRequiredService<ReplayRun>().Run(cancellationToken);
        await Task.WhenAny(services.GetRequiredService<ReplayConnection>().Done, running);
        var (applied, appliedCpu, appliedPause) = (Stopwatch.GetElapsedTime(stamp), CostMeter.Begin(), GC.GetTotalPauseDuration());
        var messages = _counts.Total;
        var cost = meter.Per(messages);
        collections = [.. Collections().Zip(collections, (now, before) => now - before)];
        var report = await running;
        var (elapsed, cpu) = (Stopwatch.GetElapsedTime(stamp), CostMeter.Begin());
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / Megabyte;

        var books = new DayBooks();
        books.Apply(new TiledRecording(Recording.Datasets(), updates, _faults, new()), _faults, cancellationToken);
        var check = new DayCheck(services.GetRequiredService<IGrainFactory>(), report, ReplayConnection.FeedKey);
        var differences = await check.Compare(books.All, _faults);
        var status = await services.GetRequiredService<IGrainFactory>().Feed(ReplayConnection.FeedKey).GetStatus();
        var levels = books.All.Sum(book => book.Levels);
        return new()
        {
            Updates = levels,
            Messages = books.All.Sum(book => book.Messages),
            Instruments = books.All.Count,
            AppliedSeconds = applied.TotalSeconds,
            Seconds = elapsed.TotalSeconds,
            UpdatesPerSecond = levels / applied.TotalSeconds,
            AppliedCpuSeconds = (appliedCpu.Cpu - meter.Cpu).TotalSeconds,
            CpuSeconds = (cpu.Cpu - meter.Cpu).TotalSeconds,
            Cost = cost,
            CollectorPausedSeconds = (appliedPause - paused).TotalSeconds,
            Collections = collections,
            PeakMegabytes = peak,
            Batches = status.Batches,
            Unacknowledged = status.Unacknowledged,
            Resyncs = status.Resyncs,
            Gaps = status.Gaps,
            EngineCpuSeconds = books.Cpu.TotalSeconds,
            Differences = differences,
        };
    }

    private static IEnumerable<int> Collections() => Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount);

    private Task<SiloHost> Start(string directory, TiledRecording recording, CancellationToken cancellationToken)
    {
        var ports = LoopbackPorts.Free(3);
        return SiloHost.Start(
            new() { DataDirectory = directory, HttpPort = null, SiloPort = ports[0], GatewayPort = ports[1], StorePort = ports[2] },
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Risk:Grid", ReplayCommand.RiskGrid.ToString())]);
                builder.Services.AddSingleton<IRecording>(recording).AddSingleton(_counts).AddSingleton(_faults).AddSingleton(Fills(recording));
                builder.AddReplay(new());
            },
            cancellationToken);
    }

    /// <summary>One fill for each instrument, at the time and the best bid of its first message.</summary>
    private static IReadOnlyList<FileFill> Fills(TiledRecording recording) =>
        [.. recording.Begins.Values.OrderBy(begin => begin.VenueTime).Select((begin, i) => new FileFill(SomeFill(begin), "", i + 1))];

    private static Fill SomeFill(BookChange begin) => new()
    {
        Instrument = begin.Instrument,
        Account = "mm-1",
        Portfolio = Portfolio,
        TradeId = "1",
        Side = Side.Buy,
        Price = (decimal)begin.Bids.Max(level => level.Price),
        Quantity = 1m,
        VenueTime = begin.VenueTime,
    };
}
