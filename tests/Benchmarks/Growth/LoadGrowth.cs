using System.Globalization;
using Ballast.Benchmarks.Load;
using Ballast.Benchmarks.Load.Processes;

namespace Ballast.Benchmarks.Growth;

/// <summary>Runs under load with more and more of something.</summary>
internal sealed class LoadGrowth(GrowthSettings settings)
{
    private const int FewestInstruments = 10;
    private const int InstrumentsOfSilos = 50;
    private const double MostRate = 1_000_000;

    /// <summary>More instruments at the same rate; portfolios that nobody watches hold them, and one more instrument is watched.</summary>
    internal Task<GrowthRow[]> Instruments(CancellationToken cancellationToken) => Rows(
        Tens(FewestInstruments, settings.Instruments),
        count => Settings(settings.Rate, count) with { HasProbe = true },
        cancellationToken);

    /// <summary>More portfolios that hold the same instrument, of which one is watched.</summary>
    internal Task<GrowthRow[]> Portfolios(CancellationToken cancellationToken) => Rows(
        Tens(1, settings.Portfolios),
        count => Settings(settings.Rate / 10, 1) with { Portfolios = count },
        cancellationToken);

    /// <summary>More silos at the same rate, or at the highest that each can take.</summary>
    internal Task<GrowthRow[]> Silos(CancellationToken cancellationToken) => Rows(
        Enumerable.Range(1, settings.Silos),
        count => Settings(settings.Rate, InstrumentsOfSilos) with { Silos = count, IsPinned = settings.IsPinned },
        cancellationToken,
        settings.Find);

    private static IEnumerable<int> Tens(int first, int last)
    {
        for (var count = first; count <= last; count *= 10)
        {
            yield return count;
        }
    }

    private static async Task<GrowthRow[]> Rows(
        IEnumerable<int> counts, Func<int, LoadSettings> settingsOf, CancellationToken cancellationToken, double? limit = null)
    {
        var rows = new List<GrowthRow>();
        foreach (var count in counts)
        {
            var row = limit is { } most
                ? await Search(count, settingsOf(count), most, cancellationToken)
                : await Measure(count, settingsOf(count), cancellationToken);
            rows.Add(row);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{count}: {row.CpuMicrosPerBatch:0.0} us a batch, p99 {row.Run?.P99Ms:0.00} ms {row.Run?.Fault}"));
        }

        return [.. rows];
    }

    private static async Task<GrowthRow> Measure(int count, LoadSettings settings, CancellationToken cancellationToken)
    {
        await using var processes = await LoadProcesses.Start(settings, cancellationToken);
        var report = await processes.Measure(settings, cancellationToken);
        return GrowthRow.Of(count, report, await processes.Idle(settings.Seconds, cancellationToken));
    }

    private static async Task<GrowthRow> Search(int count, LoadSettings settings, double limit, CancellationToken cancellationToken)
    {
        await using var search = new HighestRate(settings, limit, MostRate);
        return (await search.Search(cancellationToken)).Best is { } best ? GrowthRow.Of(count, best, null) : new(count, null, null, null, null);
    }

    private LoadSettings Settings(double rate, int instruments) => new(rate, instruments, settings.Seconds, settings.WarmSeconds) { Feed = FeedForm.Memory };
}
