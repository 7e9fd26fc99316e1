using Ballast.Domain.Risk.Stress;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>A stress from the configuration.</summary>
public sealed class StressOptions
{
    /// <summary>Shown beside the result.</summary>
    public string Name { get; set; } = "";

    /// <summary>What happens in it.</summary>
    public StressKind Kind { get; set; } = StressKind.Shock;

    /// <summary>Relative moves by asset, by instrument as <c>exchange/symbol</c>, or by <c>*</c> for every base asset not named.</summary>
    public IDictionary<string, double> Shocks { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>First time of a window.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>Last time of a window.</summary>
    public DateTimeOffset? To { get; set; }

    /// <summary>Venue of an outage.</summary>
    public string? Exchange { get; set; }

    /// <summary>Rate by period of a funding spike, or factor of a spread widening.</summary>
    public double Size { get; set; }

    /// <summary>Number of funding periods of a funding spike.</summary>
    public int Periods { get; set; } = 1;

    /// <summary>The scenario.</summary>
    public StressScenario ToScenario() => new()
    {
        Name = Name,
        Kind = Kind,
        Shocks = [.. Shocks.Select(shock => new StressShock(shock.Key, shock.Value))],
        From = From is { } from ? Instant.From(from) : default,
        To = To is { } to ? Instant.From(to) : default,
        Exchange = Exchange,
        Size = Size,
        Periods = Periods,
    };

    internal IEnumerable<string> Faults(string key) => ToScenario().Fault() is { } fault ? [$"{key}: {fault}."] : [];
}
