using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>What somebody configured of venues' margins and of what was deposited with them; neither is in any ledger.</summary>
public sealed record MarginTerms
{
    /// <summary>Nothing is configured.</summary>
    public static MarginTerms None { get; } = new();

    /// <summary>Maintenance margin as a part of the notional, by <c>exchange/symbol</c> or <c>exchange</c>; the former goes before.</summary>
    public IReadOnlyDictionary<string, decimal> Maintenance { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Deposits by <c>exchange/account</c>, then by asset.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Collateral { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, decimal>>();

    /// <summary>Maintenance margin of an instrument; <see langword="null"/> when none is configured.</summary>
    public decimal? MaintenanceOf(InstrumentId instrument) =>
        Maintenance.TryGetValue(instrument.ToString(), out var own) ? own
        : Maintenance.TryGetValue(instrument.Exchange, out var venue) ? venue
        : null;
}
