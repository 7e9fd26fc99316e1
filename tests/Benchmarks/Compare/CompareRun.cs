using Ballast.Benchmarks.Load;
using Ballast.Benchmarks.Market;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Compare;

/// <summary>Runs everything that is compared, one after the other on the same machine.</summary>
internal sealed class CompareRun(CompareSettings settings)
{
    /// <summary>Far more than the whole path takes, so that the feed always has a message and waits for books.</summary>
    private const int SaturatingRate = 500_000;

    /// <summary>Seconds of a saturated run before the part that counts; its ticks are late like all others, so they must be few.</summary>
    private const double Beginning = 0.05;

    private const string Engine = "decode and apply";
    private const string Written = "to one write in Redis";
    private const string Whole = "whole path, saturated";

    internal async Task<CompareReport> Run(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var paths = Recording.Files();
        var recordings = paths.Select(Recording.LoadFile).ToArray();
        MessageFile[] files = [.. recordings.Select(recording => MessageFile.Of(recording, directory.Path))];
        var ticks = MessageFile.OfTicks(settings.Instruments, directory.Path);

        var engine = recordings.Zip(files, MeasureEngine).ToArray();
        var tardis = settings.WithTardis
            ? TardisPeer.Run(paths, settings.Passes).Of([.. recordings.Select(recording => recording.Levels)])
            : new("tardis-dev", null, null, "left out", []);
        var late = await MeasurePath(settings.Rate, cancellationToken);

        // The first run compiles the code for full batches.
        await MeasurePath(SaturatingRate, cancellationToken);
        var saturated = await MeasurePath(SaturatingRate, cancellationToken);
        var python = await PythonPeer.Run(settings, [ticks, .. files], cancellationToken);
        return new(settings, tardis, python with { Rows = [] },
        [
            .. files.SelectMany((file, i) => EngineRows(file, engine[i], tardis.Speeds.ElementAtOrDefault(i), python.Rows.ElementAtOrDefault(i + 1))),
            .. PathRows(ticks, saturated, late, python.Rows.ElementAtOrDefault(0)),
        ]);
    }

    private CompareRow MeasureEngine(Recording recording, MessageFile file)
    {
        var levels = new JsonStages(recording, settings.Passes).RunDecodeAndApply().LevelsPerSecond;
        return CompareRow.Speed(Engine, file, CompareRow.Ballast, levels * file.Count / file.Levels);
    }

    private async Task<LoadReport> MeasurePath(double rate, CancellationToken cancellationToken)
    {
        var isPaced = rate < SaturatingRate;
        var report = await new LoadRun(
            new(rate, settings.Instruments, settings.Seconds, isPaced ? settings.Seconds : Beginning) { InProcess = true }).Run(cancellationToken);
        return report.Fault is null && report.Unseen == 0
            ? report
            : throw new InvalidOperationException($"At {rate:N0} messages a second the portfolio has not seen {report.Unseen:N0} ticks. {report.Fault}");
    }

    private static IEnumerable<CompareRow> EngineRows(MessageFile file, CompareRow ours, PeerSpeed? tardis, PythonRow? python)
    {
        yield return ours;
        if (tardis is not null)
        {
            yield return CompareRow.Speed(Engine, file, "tardis-dev", tardis.DecodeAndApply * file.Count / file.Levels, ours);
        }

        if (python is not null)
        {
            yield return CompareRow.Speed(Engine, file, "Python", python.DecodeAndApply, ours);
            yield return CompareRow.Speed(Written, file, "Python", python.Pipeline);
        }
    }

    private IEnumerable<CompareRow> PathRows(MessageFile ticks, LoadReport saturated, LoadReport late, PythonRow? python)
    {
        // The last tick was due at the end of the schedule, and no tick was later than it.
        var reached = saturated.Ticks / (settings.Seconds + (saturated.TickToPortfolio.Max / 1_000));
        var ours = CompareRow.Speed(Whole, ticks, CompareRow.Ballast, reached);
        yield return ours;
        if (python is not null)
        {
            yield return CompareRow.Speed(Whole, ticks, "Python", python.Pipeline, ours);
        }

        var work = FormattableString.Invariant($"whole path at {settings.Rate:0}/s");
        var ourLatency = CompareRow.Late(work, ticks, CompareRow.Ballast, late.TickToPortfolio);
        yield return ourLatency;
        if (python is { Latency: { } latency })
        {
            yield return CompareRow.Late(work, ticks, "Python", latency, ourLatency);
        }
    }
}
