using Ballast.Benchmarks.Load;
using Ballast.Benchmarks.Load.Processes;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Growth;

/// <summary>Memory of many instruments that have books and no ticks.</summary>
internal static class QuietMemory
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    internal static async Task<MemoryRow[]> Measure(GrowthSettings settings, CancellationToken cancellationToken)
    {
        // The probe makes that each instrument is held by a portfolio of few.
        var run = new LoadSettings(settings.Rate, settings.Instruments, 1, 1) { Feed = FeedForm.Memory, Depth = settings.Levels, HasProbe = true };
        using var directory = new TemporaryDirectory();
        await using var silo = ChildProcess.Start(SiloRole.Name);
        await silo.Ask<int>("start", new SiloOrder(run, 0, null, null, directory.Path), Patience, cancellationToken);
        var empty = await Heap();
        await silo.Ask<object>("prepare", null, Patience, cancellationToken);
        var books = await Heap();
        await silo.Ask<object>("hold", run, Patience, cancellationToken);
        var inventories = await Heap();
        await silo.Kill();
        return [Row("book", books), Row("book and inventory", inventories)];

        async Task<HeapSize> Heap()
        {
            await Task.Delay(Rest, cancellationToken);
            return await silo.Ask<HeapSize>("heap", null, Patience, cancellationToken);
        }

        MemoryRow Row(string with, HeapSize size) => new(
            settings.Instruments,
            settings.Levels,
            with,
            (size.Heap - empty.Heap) / (double)run.AllInstruments,
            (size.Resident - empty.Resident) / (double)run.AllInstruments);
    }
}
