using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Exposure;

/// <summary>Configured margin rates of venues and collateral deposited with them, which ledgers do not hold.</summary>
public sealed record MarginTerms
{
    /// <summary>No rates and no collateral are configured.</summary>
    public static MarginTerms None { get; } = new();

    /// <summary>Maintenance margin rates as a fraction of the notional, by <c>exchange/symbol</c> or, with lower priority, by <c>exchange</c>.</summary>
    public IReadOnlyDictionary<string, decimal> Maintenance { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Collateral by <c>exchange/account</c>, then by asset, in units of the asset.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Collateral { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, decimal>>();

    /// <summary>Maintenance margin rate of an instrument; <see langword="null"/> when none is configured.</summary>
    public decimal? MaintenanceOf(InstrumentId instrument) =>
        Maintenance.TryGetValue(instrument.ToString(), out var own) ? own
        : Maintenance.TryGetValue(instrument.Exchange, out var venue) ? venue
        : null;
}
