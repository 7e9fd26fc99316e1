using System.Text.Json;
using Ballast.Domain.Risk;
using Ballast.Grains.Interfaces;
using Ballast.Silo.Web;

namespace Ballast.Silo.Replay;

/// <summary>What the risk figures of a replay were computed from: whoever reads it can make them again.</summary>
/// <param name="Portfolios">In order of their names.</param>
public sealed record RiskExport(IReadOnlyList<ExportedRisk> Portfolios)
{
    /// <summary>Refuses a file that could not be written once the replay is over.</summary>
    /// <exception cref="StartupException">It is a directory, lies in none, or may not be written; the message names it.</exception>
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
/// <param name="Forecasts">Those kept, with what then happened, oldest first; at most 10,000.</param>
/// <param name="Points">Positions and conversions that forecasts were made of, oldest first.</param>
public sealed record ExportedRisk(string Portfolio, RiskInputs Inputs, IReadOnlyList<ForecastView> Forecasts, IReadOnlyList<ForecastPoint> Points);
