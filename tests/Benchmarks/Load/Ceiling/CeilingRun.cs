using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Domain;

namespace Ballast.Benchmarks.Load.Ceiling;

/// <summary>
/// Sends the same ticks at the same rate through a chain of bare grain calls, book to inventory to portfolio, each of which passes on the newest
/// tick only. No design on these grains can be faster, so what a run of the real path costs is compared with it.
/// </summary>
internal sealed class CeilingRun(LoadSettings settings, IGrainFactory grains, CeilingWatch watch)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LastTickWithin = TimeSpan.FromSeconds(60);

    internal async Task<CeilingReport> Run(CancellationToken cancellationToken)
    {
        var books = Enumerable.Range(0, settings.Instruments).Select(i => new LadderBook(BenchmarkSilo.Instrument(i))).ToArray();
        var links = Enumerable.Range(0, settings.Instruments).Select(i => new StageLink(grains.GetGrain<IStageGrain>($"book/{i}"))).ToArray();
        var schedule = settings.Schedules()[0];
        var ticks = watch.Begin(schedule);
        CostMeter? cost = null;
        for (var next = 0L; next < schedule.Total;)
        {
            var due = schedule.DueAt(Stopwatch.GetTimestamp());
            if (due == next)
            {
                await Task.Delay(Pause, cancellationToken);
                continue;
            }

            var now = Instant.From(TimeProvider.System.GetUtcNow());
            for (; next < due; next++)
            {
                if (next == schedule.Warm)
                {
                    cost = CostMeter.Begin();
                }

                var instrument = schedule.InstrumentOf(next);
                links[instrument].Send(instrument, (next / settings.Instruments) + 1, books[instrument].Next(now));
            }
        }

        await ticks.Done.WaitAsync(LastTickWithin, cancellationToken);
        return new(ticks.Latencies.Summary(), cost!.Value.Per(schedule.Measured));
    }
}
