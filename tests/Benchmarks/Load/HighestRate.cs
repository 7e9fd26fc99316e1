using System.Globalization;
using Ballast.Benchmarks.Load.Processes;

namespace Ballast.Benchmarks.Load;

/// <summary>Searches for the highest rate whose 99th percentile is below a limit: it doubles the rate until that fails, and then bisects.</summary>
/// <remarks>Runs share processes, so that code is compiled once; a run that loses something, or ends late, is followed by new ones.</remarks>
/// <param name="settings">The run; the search begins with its rate.</param>
/// <param name="limit">Limit of the 99th percentile, in milliseconds.</param>
/// <param name="most">Highest rate that is tried.</param>
internal sealed class HighestRate(LoadSettings settings, double limit, double most) : IAsyncDisposable
{
    private const double Lowest = 100;
    private const double Close = 1.1;
    private const double LaterWarmSeconds = 2;

    private readonly List<LoadReport> _steps = [];
    private LoadProcesses? _processes;

    /// <summary>Searches.</summary>
    internal async Task<RateSearch> Search(CancellationToken cancellationToken)
    {
        LoadReport? best = null;
        var (rate, failed) = (settings.Rate, double.PositiveInfinity);
        while (rate >= Lowest && rate <= most && rate < failed)
        {
            var report = await Step(rate, cancellationToken);
            if (IsBelow(report))
            {
                best = report;
            }
            else
            {
                failed = rate;
            }

            rate = Next(best?.Settings.Rate, failed);
        }

        if (best is not null && settings.WithCeiling)
        {
            var processes = _processes ??= await LoadProcesses.Start(best.Settings, cancellationToken);
            best = best with { Ceiling = await processes.Ceiling(best.Settings, cancellationToken) };
        }

        return new(limit, best, _steps);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _processes?.DisposeAsync() ?? default;

    private static double Next(double? passed, double failed) => (passed, failed) switch
    {
        (null, _) => Math.Round(failed / 2),
        ({ } best, double.PositiveInfinity) => best * 2,
        ({ } best, _) => failed / best < Close ? failed : Math.Round((best + failed) / 2),
    };

    private bool IsBelow(LoadReport report) => report.IsWhole && report.TickToPortfolio.P99 < limit;

    private async Task<LoadReport> Step(double rate, CancellationToken cancellationToken)
    {
        var isFirst = _processes is null;
        var step = settings with { Rate = rate, WarmSeconds = isFirst ? settings.WarmSeconds : Math.Min(settings.WarmSeconds, LaterWarmSeconds) };
        _processes ??= await LoadProcesses.Start(step, cancellationToken);
        var report = await _processes.Measure(step, cancellationToken);
        _steps.Add(report);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rate:N0}/s: {(IsBelow(report) ? "below" : "not below")} {limit} ms; p99 {report.TickToPortfolio.P99:0.00} ms, {report.Cost}{(report.Fault is null ? "" : $"; {report.Fault}")}"));
        if (!report.IsWhole)
        {
            await _processes.DisposeAsync();
            _processes = null;
        }

        return report;
    }
}
