namespace Ballast.Benchmarks.Load;

/// <summary>A run as one row for programs. Times of the ceiling are <see langword="null"/> when it was not measured.</summary>
internal sealed record LoadRow(
    double Rate,
    int Instruments,
    int Silos,
    double Reached,
    double P50Ms,
    double P99Ms,
    double CpuMicrosPerMessage,
    double BytesPerMessage,
    double? CeilingP99Ms,
    double? CeilingCpuMicros,
    long Unseen,
    string? Fault)
{
    internal static LoadRow Of(LoadReport report) => new(
        report.Settings.Rate,
        report.Settings.Instruments,
        1,
        report.RateReached,
        report.TickToPortfolio.P50,
        report.TickToPortfolio.P99,
        report.Cost.CpuMicros,
        report.Cost.Bytes,
        report.Ceiling?.TickToPortfolio.P99,
        report.Ceiling?.Cost.CpuMicros,
        report.Unseen,
        report.Fault);
}
