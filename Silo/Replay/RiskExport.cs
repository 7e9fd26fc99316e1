using System.Text.Json;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Silo.Web;

namespace Ballast.Silo.Replay;

/// <summary>The inputs of a replay's risk figures, from which the figures can be computed again.</summary>
/// <param name="Portfolios">Inputs by portfolio, ordered by name.</param>
public sealed record RiskExport(IReadOnlyList<ExportedRisk> Portfolios)
{
    /// <summary>Refuses a file that cannot be written, before the replay starts.</summary>
    /// <exception cref="StartupException">The path is a directory, its directory does not exist, or it may not be written; the message names it.</exception>
    internal static void RequireWritable(string? file)
    {
        if (file is null)
        {
            return;
        }

        var fault = file.Length == 0 ? "is empty; name a file"
            : Directory.Exists(file) ? "is a directory; name a file"
            : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))) ? "is in a directory that does not exist"
            : null;
        if (fault is not null)
        {
            throw new StartupException($"--risk-inputs '{file}' {fault}.") { IsUsage = true };
        }

        var isThere = File.Exists(file);
        try
        {
            new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--risk-inputs '{file}' cannot be written: {e.Message}", e) { IsUsage = true };
        }

        if (!isThere)
        {
            File.Delete(file);
        }
    }

    /// <summary>Writes the inputs as JSON and replaces an existing file.</summary>
    internal static async Task Write(RiskExport export, string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write);
        await JsonSerializer.SerializeAsync(stream, export, BallastJson.Options, cancellationToken);
    }
}

/// <summary>The inputs of one portfolio's risk figures.</summary>
/// <param name="Portfolio">The portfolio.</param>
/// <param name="Inputs">Positions, balances, conversions, samples and conventions.</param>
/// <param name="Forecasts">The forecasts kept, each with the profit that followed, oldest first; at most 10,000.</param>
/// <param name="Points">Positions, balances and conversions that the forecasts were made from, oldest first.</param>
public sealed record ExportedRisk(string Portfolio, RiskInputs Inputs, IReadOnlyList<ForecastView> Forecasts, IReadOnlyList<ForecastPoint> Points);
