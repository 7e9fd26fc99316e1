using Ballast.Domain.Ledger.FundingTimes;

namespace Ballast.Grains.Pnl;

/// <summary>Which funding figures are booked, and when funding is due where venues do not say.</summary>
public sealed class FundingOptions
{
    /// <summary>Source of the figures.</summary>
    public FundingUse Source { get; set; } = FundingUse.Both;

    /// <summary>Payments of venues that announce no funding times, by exchange or by instrument as <c>exchange/symbol</c>.</summary>
    public IDictionary<string, FundingScheduleOptions> Schedules { get; } = new Dictionary<string, FundingScheduleOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The plan of an instrument, or of its exchange; <see langword="null"/> when only what the venue announces counts.</summary>
    public FundingPlan? PlanOf(InstrumentId instrument) =>
        (Schedules.TryGetValue(instrument.ToString(), out var own) || Schedules.TryGetValue(instrument.Exchange, out own)) ? own.Plan() : null;

    internal IEnumerable<string> Faults() => Schedules.SelectMany(schedule => schedule.Value.Faults($"Funding:Schedules:{schedule.Key}"));
}

/// <summary>Sources of funding figures.</summary>
public enum FundingUse
{
    /// <summary>The venue's amount and, until it has arrived, the amount computed from the venue's rate.</summary>
    Both,

    /// <summary>Only the venue's amounts; rates are not booked.</summary>
    Venue,

    /// <summary>Only amounts computed from rates; the venue's amounts are refused.</summary>
    Rate,
}
