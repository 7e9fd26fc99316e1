using System.Diagnostics;
using Ballast.Benchmarks.Load;
using Ballast.Benchmarks.Load.Processes;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Growth;

/// <summary>How long a silo takes to start over journals on its embedded store: from the journals alone, and from snapshots.</summary>
internal static class StartUp
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    internal static async Task<StartUpRow[]> Measure(GrowthSettings settings, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var run = new LoadSettings(settings.Rate, settings.Instruments, 1, 1) { Feed = FeedForm.Memory };
        var order = new SiloOrder(run, 0, null, null, directory.Path);
        var fills = new FillOrder(settings.Instruments, Math.Max(settings.Fills, settings.Instruments));
        await using (var first = ChildProcess.Start(SiloRole.Name))
        {
            await first.Ask<int>("start", order, Patience, cancellationToken);
            await first.Ask<object>("prepare", null, Patience, cancellationToken);
            await first.Ask<object>("fill", fills, Patience, cancellationToken);
            await first.Kill();
        }

        return [await Start("kill", order, fills, cancellationToken), await Start("stop", order, fills, cancellationToken)];
    }

    /// <summary>Starts a silo, waits until everything is there, and stops it.</summary>
    private static async Task<StartUpRow> Start(string after, SiloOrder order, FillOrder fills, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var silo = ChildProcess.Start(SiloRole.Name);
        await silo.Ask<int>("start", order, Patience, cancellationToken);
        var serves = Stopwatch.GetElapsedTime(began);
        await silo.Ask<object>("prepare", null, Patience, cancellationToken);
        var books = Stopwatch.GetElapsedTime(began);
        await silo.Ask<object>("complete", fills, Patience, cancellationToken);
        var complete = Stopwatch.GetElapsedTime(began);
        var heap = await silo.Ask<HeapSize>("heap", null, Patience, cancellationToken);
        return new(after, fills.Instruments, fills.Fills, serves.TotalSeconds, books.TotalSeconds, complete.TotalSeconds, heap.HeapMegabytes);
    }
}
