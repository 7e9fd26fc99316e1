using System.Globalization;
using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Exposure;
using Ballast.Domain.Risk.Liquidity;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Silo.Replay;

/// <summary>Writes a portfolio's risk as text, in report currency. Losses are positive in value at risk and negative in stresses.</summary>
internal static class RiskText
{
    private const int WorstStresses = 5;

    internal static void Write(RiskView risk, TextWriter to)
    {
        to.WriteLine($"  VaR {Text(risk.ValueAtRisk)}  ES {Text(risk.ExpectedShortfall)}  {risk.Method}, {Plain(risk.Confidence)}, "
            + $"horizon {risk.Horizon}, {risk.Observations} observations" + (risk.Reason is null ? "" : $": {risk.Reason}"));
        if (risk.Methods.Count > 0)
        {
            Row(to, "    method", "VaR", "ES", "± of VaR", "");
        }

        // A reason that the line above has is not said again.
        var said = risk.Reason;
        foreach (var figure in risk.Methods)
        {
            var reason = figure.Reason == said ? null : figure.Reason;
            said = figure.Reason ?? said;
            var isPartial = figure is { ValueAtRisk: null, PartialValueAtRisk: not null };
            Row(
                to,
                $"    {figure.Method}",
                Text(isPartial ? figure.PartialValueAtRisk : figure.ValueAtRisk),
                Text(isPartial ? figure.PartialExpectedShortfall : figure.ExpectedShortfall),
                figure.StandardError is { } error ? Text(error) : "",
                string.Join("; ", new[] { isPartial ? "partial" : "", figure.Parameters, figure.Flag, reason }.Where(word => !string.IsNullOrEmpty(word))));
        }

        WriteComponents(risk, to);
        WriteExposure(risk.Exposure, to);
        WriteLiquidity(risk.Liquidity, to);
        WriteStress(risk.Stress, to);
        WriteBacktests(risk.Backtests, to);
    }

    private static void WriteComponents(RiskView risk, TextWriter to)
    {
        if (risk.Components.Count > 0)
        {
            Row(to, "    component", "exposure", "of ES", "of normal VaR", "incremental");
        }

        foreach (var part in risk.Components)
        {
            Row(to, $"    {part.Name}", Text(part.Exposure), Text(part.HistoricalShortfall), Text(part.NormalValueAtRisk), Text(part.Incremental));
        }
    }

    private static void WriteExposure(ExposureFigures? exposure, TextWriter to)
    {
        if (exposure is null)
        {
            return;
        }

        to.WriteLine($"    gross notional {ReplayText.Text(exposure.GrossNotional)}, net {ReplayText.Text(exposure.NetNotional)}"
            + (exposure.Missing.Count == 0 ? "" : $"; missing: {string.Join("; ", exposure.Missing)}"));
        Row(to, "    exposure to", "net", "value", "cash", "");
        foreach (var asset in exposure.Assets)
        {
            Row(to, $"    {asset.Asset}", ReplayText.Text(asset.Net), ReplayText.Text(asset.NetValue), ReplayText.Text(asset.Cash), asset.Reason ?? "");
        }
    }

    private static void WriteLiquidity(LiquidityFigures? liquidity, TextWriter to)
    {
        if (liquidity is not null)
        {
            to.WriteLine($"    to close: cost {Text(liquidity.Cost)}, VaR with it {Text(liquidity.ValueAtRisk)}, with the spread {Text(liquidity.SpreadValueAtRisk)}, "
                + $"time {liquidity.CloseOut?.ToString() ?? "unknown"}, VaR over that time {Text(liquidity.CloseOutValueAtRisk)}"
                + (liquidity.Missing.Count == 0 ? "" : $"; missing: {string.Join("; ", liquidity.Missing)}"));
        }
    }

    /// <summary>Writes the worst stresses; those without a figure come last.</summary>
    private static void WriteStress(IReadOnlyList<StressResult> results, TextWriter to)
    {
        if (results.Count > 0)
        {
            Row(to, "    worst stresses", "PnL", "", "", "");
        }

        var said = "";
        foreach (var result in results.OrderBy(result => result.Pnl is null).ThenBy(result => result.Pnl).Take(WorstStresses))
        {
            var reason = string.Join("; ", result.Missing);
            Row(to, $"    {result.Scenario.Name}", Text(result.Pnl), "", "", reason == said ? "" : reason);
            said = reason;
        }
    }

    private static void WriteBacktests(IReadOnlyList<Backtest> backtests, TextWriter to)
    {
        if (backtests.Count > 0)
        {
            Row(to, "    backtest", "exceptions", "expected", "p frequency", "p independence  zone");
        }

        string? said = null;
        foreach (var test in backtests)
        {
            var reason = test.Reason == said ? null : test.Reason;
            said = test.Reason;
            Row(
                to,
                $"    {test.Method}",
                $"{test.Exceptions} of {test.Observations}",
                Text(test.Expected),
                Text(test.Frequency?.PValue),
                string.Join("; ", new[] { $"{Text(test.Independence?.PValue)}  {(test.Zone is TrafficLight.TooFew ? "too few" : test.Zone?.ToString() ?? "-")}", reason }.Where(word => word is not null)));
        }
    }

    private static void Row(TextWriter to, string name, string first, string second, string third, string last) =>
        to.WriteLine($"{name,-40} {first,18} {second,18} {third,18}  {last}".TrimEnd());

    private static string Text(double? figure) => ReplayText.Text(figure);

    private static string Plain(double figure) => figure.ToString(CultureInfo.InvariantCulture);
}
