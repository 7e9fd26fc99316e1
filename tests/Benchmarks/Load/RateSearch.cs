using System.Globalization;

namespace Ballast.Benchmarks.Load;

/// <summary>Result of a search.</summary>
/// <param name="Limit">Limit of the 99th percentile, in milliseconds.</param>
/// <param name="Best">The run at the highest rate below it; <see langword="null"/> when there was none.</param>
/// <param name="Steps">All runs, in order.</param>
internal sealed record RateSearch(double Limit, LoadReport? Best, IReadOnlyList<LoadReport> Steps)
{
    /// <summary>For programs.</summary>
    internal SearchRows Rows() => new(Limit, Best is null ? null : LoadRow.Of(Best), [.. Steps.Select(LoadRow.Of)]);

    /// <summary>For readers.</summary>
    internal void Write()
    {
        var culture = CultureInfo.InvariantCulture;
        Output.WriteTable(
        [
            ["rate", "reached", "p50 ms", "p99 ms", "us/message", "bytes/message", "fault"],
            .. Steps.Select(step => (string[])
            [
                step.Settings.Rate.ToString("N0", culture), step.RateReached.ToString("N0", culture), step.TickToPortfolio.P50.ToString("0.00", culture),
                step.TickToPortfolio.P99.ToString("0.00", culture), step.Cost.CpuMicros.ToString("0.0", culture), step.Cost.Bytes.ToString("N0", culture),
                step.Fault ?? (step.IsWhole ? "" : "something was lost"),
            ]),
        ]);
        Console.Out.WriteLine(Best is null
            ? string.Create(culture, $"no rate has a p99 below {Limit} ms")
            : string.Create(culture, $"highest rate with a p99 below {Limit} ms: {Best.Settings.Rate:N0} messages/s"));
        if (Best?.Ceiling is { } ceiling)
        {
            Console.Out.WriteLine($"bare calls at that rate: {ceiling.TickToPortfolio}; {ceiling.Cost}");
        }
    }
}

/// <summary>A search for programs.</summary>
/// <param name="LimitMs">Limit of the 99th percentile.</param>
/// <param name="Highest">The run at the highest rate below it.</param>
/// <param name="Steps">All runs, in order.</param>
internal sealed record SearchRows(double LimitMs, LoadRow? Highest, IReadOnlyList<LoadRow> Steps);
