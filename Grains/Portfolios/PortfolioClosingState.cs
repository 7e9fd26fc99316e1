using Ballast.Domain.Pnl;

namespace Ballast.Grains.Portfolios;

/// <summary>What a portfolio keeps of its closed seconds over restarts, beside curve and days; written once a minute.</summary>
[GenerateSerializer, Alias("ballast.portfolio-closing-state")]
public sealed class PortfolioClosingState
{
    /// <summary>Profit converted up to the newest closed minute.</summary>
    [Id(0)] public FxTranslation Translation { get; set; } = FxTranslation.Empty;

    /// <summary>When days end.</summary>
    [Id(1)] public DayBook Days { get; set; } = DayBook.Midnight;

    /// <summary>End of the newest day stored; the default before the first.</summary>
    [Id(2)] public Instant LastDay { get; set; }

    /// <summary>What is known of members.</summary>
    [Id(3)] public Dictionary<InstrumentId, ClosingMember> Members { get; set; } = [];

    /// <summary>Closed days to look at again.</summary>
    [Id(4)] public List<DayCheck> Checks { get; set; } = [];
}

/// <summary>What closing knows of a member.</summary>
/// <param name="Epoch">Newest activation of its inventory heard of.</param>
/// <param name="Asset">Settle asset; empty until it said.</param>
/// <param name="HasClosed">Whether it ever closed a second.</param>
[GenerateSerializer, Immutable, Alias("ballast.closing-member")]
public readonly record struct ClosingMember(
    [property: Id(0)] long Epoch, [property: Id(1)] string Asset, [property: Id(2)] bool HasClosed);

/// <summary>Days from a time on may have changed for a member.</summary>
/// <param name="Instrument">Which member.</param>
/// <param name="From">Earliest close concerned.</param>
/// <param name="Cause">Why.</param>
[GenerateSerializer, Immutable, Alias("ballast.day-check")]
public readonly record struct DayCheck(
    [property: Id(0)] InstrumentId Instrument, [property: Id(1)] Instant From, [property: Id(2)] string Cause);
