using System.Text.Json;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Risk;
using Ballast.Grains.Interfaces;
using Ballast.Silo.Web;

namespace Ballast.Silo.Replay;

/// <summary>What the risk figures of a replay were computed from: whoever reads it can make them again.</summary>
/// <param name="Portfolios">In order of their names.</param>
public sealed record RiskExport(IReadOnlyList<ExportedRisk> Portfolios)
{
    /// <summary>Refuses a file that could not be written once the replay is over.</summary>
    /// <exception cref="StartupException">It is a directory, or lies in none; the message names it.</exception>
    internal static void RequireWritable(string? file)
    {
        if (file is null)
        {
            return;
        }

        var fault = file.Length == 0 ? "is empty; name a file"
            : Directory.Exists(file) ? "is a directory; name a file"
            : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))) ? "lies in a directory that does not exist"
            : null;
        if (fault is not null)
        {
            throw new StartupException($"--risk-inputs '{file}' {fault}.") { IsUsage = true };
        }
    }

    /// <summary>Writes it as JSON; a file that is there is replaced.</summary>
    internal static async Task Write(RiskExport export, string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write);
        await JsonSerializer.SerializeAsync(stream, export, BallastJson.Options, cancellationToken);
    }
}

/// <summary>Of one portfolio.</summary>
/// <param name="Portfolio">Which one.</param>
/// <param name="Inputs">Positions, conversions, samples and conventions.</param>
/// <param name="Forecasts">What backtests count, oldest first.</param>
public sealed record ExportedRisk(string Portfolio, RiskInputs Inputs, IReadOnlyList<ExportedForecast> Forecasts)
{
    private const int Page = 10_000;

    internal static async Task<ExportedRisk> Read(IBallastClient client, string portfolio, CancellationToken cancellationToken) =>
        new(portfolio, await client.GetRiskInputs(portfolio, cancellationToken), await ReadForecasts(client, portfolio, cancellationToken));

    /// <summary>The newest of a range come in one answer, so the range ends ever earlier.</summary>
    private static async Task<IReadOnlyList<ExportedForecast>> ReadForecasts(IBallastClient client, string portfolio, CancellationToken cancellationToken)
    {
        var pages = new Stack<IReadOnlyList<ForecastView>>();
        var to = new Instant(Instant.MaxMicros);
        do
        {
            pages.Push(await client.GetForecasts(portfolio, default, to, null, Page, cancellationToken));
            to = pages.Peek().Count > 0 ? pages.Peek()[0].At - TimeSpan.FromMicroseconds(1) : to;
        }
        while (pages.Peek().Count == Page);

        return [.. pages.SelectMany(page => page).Select(ExportedForecast.Of)];
    }
}

/// <summary>A forecast with what then happened.</summary>
/// <param name="At">Time of the forecast.</param>
/// <param name="Pnl">Clean profit over the horizon, a loss negative; <see langword="null"/> when it is not known.</param>
/// <param name="Figures">By method.</param>
public sealed record ExportedForecast(Instant At, double? Pnl, IReadOnlyDictionary<string, ExportedFigure> Figures)
{
    internal static ExportedForecast Of(ForecastView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(view.At, view.Pnl, view.Figures.ToDictionary(figure => figure.Method, figure => new ExportedFigure(figure.ValueAtRisk, figure.ExpectedShortfall)));
    }
}

/// <summary>What one method forecast, positive for a loss; <see langword="null"/> when it could not.</summary>
/// <param name="ValueAtRisk">In report currency.</param>
/// <param name="ExpectedShortfall">In report currency.</param>
public readonly record struct ExportedFigure(double? ValueAtRisk, double? ExpectedShortfall);
