using System.Diagnostics;
using System.Globalization;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Ballast.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Core.Internal;

namespace Ballast.Benchmarks.Journals;

/// <summary>Activates an inventory grain over a long journal: first from the journal alone, then from the snapshot that its deactivation left.</summary>
internal static class ActivationRun
{
    private const string Portfolio = "bench";
    private const int Chunk = 240;

    internal static async Task<ActivationRow> Measure(JournalCell cell, StoredHistory history, CancellationToken cancellationToken)
    {
        await using var server = await RedisServer.Start(cell.Sync!, cancellationToken);
        var connection = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}");
        var (journal, heap) = await Measure(connection, silo => Write(silo, history, cancellationToken), history.Events, cancellationToken);

        // The silo that stopped has saved the snapshot. In a new one nothing but this run asks for the grain.
        var (snapshot, _) = await Measure(connection, _ => Task.CompletedTask, history.Events, cancellationToken);
        return new(
            cell.Store, history.Events, Rounded(journal.Wall), Rounded(journal.Cpu), Rounded(snapshot.Wall), Rounded(snapshot.Cpu), Math.Round(heap, 1));
    }

    private static async Task<((TimeSpan Wall, TimeSpan Cpu) Took, double HeapMegabytes)> Measure(
        string connection, Func<BenchmarkSilo, Task> prepare, int events, CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.Start(1, _ => { }, cancellationToken, connection);
        await prepare(silo);
        var before = GC.GetTotalMemory(true);
        var took = await Activate(silo.Services.GetRequiredService<IGrainFactory>().Inventory(BenchmarkSilo.Instrument(0)), events);
        return (took, (GC.GetTotalMemory(true) - before) / 1e6);
    }

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalSeconds, 2);

    private static async Task<(TimeSpan Wall, TimeSpan Cpu)> Activate(IInventoryGrain grain, int events)
    {
        var (cpu, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var view = await Ask(grain);
        var took = (Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - cpu);
        return view?.Positions[0].Fills == events
            ? took
            : throw new StartupException($"{view?.Positions[0].Fills} of {events} fills were found again.");
    }

    /// <summary>A call outlasts its own time limit where the activation does.</summary>
    private static async Task<PositionPush?> Ask(IInventoryGrain grain)
    {
        while (true)
        {
            try
            {
                return await grain.GetPosition(new(Portfolio));
            }
            catch (TimeoutException)
            {
                await Console.Error.WriteLineAsync("the activation takes longer than a call may");
            }
        }
    }

    /// <summary>Fills of the last day with their mids and markouts, as a grain would have journaled them.</summary>
    private static async Task Write(BenchmarkSilo silo, StoredHistory history, CancellationToken cancellationToken)
    {
        var events = history.Events;
        var instrument = BenchmarkSilo.Instrument(0);
        var services = silo.Services;
        var terms = (await services.GetRequiredService<IGrainFactory>().Instrument(instrument).GetTerms())!;
        var options = services.GetRequiredService<IOptions<JournalOptions>>().Value;
        using var journal = new Journal(
            services.GetRequiredService<IJournalStore>(), instrument, options, TimeProvider.System, NullLogger.Instance);
        await foreach (var _ in journal.Load(default, cancellationToken))
        {
            // The journal is empty; it must be loaded before it can be opened.
        }

        var policy = LedgerPolicy.Of(services.GetRequiredService<IOptions<BallastOptions>>().Value.Markouts);
        await journal.Open(new Terms(terms, policy.ToString()), cancellationToken);
        var (now, apart) = (Instant.From(TimeProvider.System.GetUtcNow()), TimeSpan.FromHours(20) / events);
        for (var done = 0; done < events; done += Chunk)
        {
            var count = Math.Min(Chunk, events - done);
            var fills = Enumerable.Range(done, count).Select(number => Fill(instrument, number, now - (apart * (events - number)))).ToArray();
            var first = await journal.Append([.. fills.Select(fill => new Recorded(fill))], cancellationToken);
            await journal.Append([Known(fills, first, history.ArePending ? 0 : policy.Markouts.Horizons.Count)], cancellationToken);
        }
    }

    private static Annotated Known(Fill[] fills, long first, int horizons) =>
        new([.. fills.SelectMany((fill, i) => Known(first + i, fill.Price, horizons))]);

    private static IEnumerable<Annotation> Known(long number, decimal mid, int horizons) =>
        Enumerable.Range(0, horizons).Select(horizon => new Annotation(number, AnnotationKind.Markout, horizon, mid))
            .Prepend(new(number, AnnotationKind.Mid, 0, mid));

    private static Fill Fill(InstrumentId instrument, int number, Instant at) => new()
    {
        Instrument = instrument,
        Account = "mm",
        Portfolio = Portfolio,
        TradeId = string.Create(CultureInfo.InvariantCulture, $"{number}"),
        Side = number % 2 == 0 ? Side.Buy : Side.Sell,
        Price = 10_000m + (number % 100),
        Quantity = 0.001m,
        Fee = 0.01m,
        VenueTime = at,
        VenueSequence = number,
    };
}

/// <summary>What a journal holds.</summary>
/// <param name="Events">Fills, each with its mid.</param>
/// <param name="ArePending">Whether it holds none of their markouts.</param>
internal sealed record StoredHistory(int Events, bool ArePending);

/// <summary>How long activations took.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Events">Fills in the journal.</param>
/// <param name="JournalSeconds">From the journal alone, the program just started.</param>
/// <param name="JournalCpuSeconds">CPU time of the process meanwhile, collections and compiling included; of a Redis outside not.</param>
/// <param name="SnapshotSeconds">From the snapshot that the deactivation had 5 s to save.</param>
/// <param name="SnapshotCpuSeconds">CPU time meanwhile.</param>
/// <param name="HeapMegabytes">What the managed heap grew by with the activation, after a full collection.</param>
internal sealed record ActivationRow(
    string Store, int Events, double JournalSeconds, double JournalCpuSeconds, double SnapshotSeconds, double SnapshotCpuSeconds, double HeapMegabytes);
