using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Closing state that a portfolio keeps over restarts, besides curve and days. Written once a minute.</summary>
[GenerateSerializer, Alias("ballast.portfolio-closing-state")]
public sealed class PortfolioClosingState
{
    /// <summary>Profit converted up to the newest closed minute.</summary>
    [Id(0)] public FxTranslation Translation { get; set; } = FxTranslation.Empty;

    /// <summary>Time of day at which days end.</summary>
    [Id(1)] public DayBook Days { get; set; } = DayBook.Midnight;

    /// <summary>End of the newest day stored; the default before the first.</summary>
    [Id(2)] public Instant LastDay { get; set; }

    /// <summary>Closing state of each member.</summary>
    [Id(3)] public Dictionary<InstrumentId, ClosingMember> Members { get; set; } = [];

    /// <summary>Checks as earlier versions stored them, one for each late event; they are read and never written.</summary>
    [Id(4)] public List<DayCheck> Checks { get; set; } = [];

    /// <summary>Members whose values at the ends of closed days have to be checked again, with one check each.</summary>
    [Id(5)] public Dictionary<InstrumentId, MemberCheck> Due { get; set; } = [];
}

/// <summary>Closing state of a member.</summary>
/// <param name="Epoch">Epoch of the newest activation of its inventory that has sent a position.</param>
/// <param name="Asset">Settle asset; empty until the member sent it.</param>
/// <param name="HasClosed">Whether it has ever closed a second.</param>
[GenerateSerializer, Immutable, Alias("ballast.closing-member")]
public readonly record struct ClosingMember(
    [property: Id(0)] long Epoch, [property: Id(1)] string Asset, [property: Id(2)] bool HasClosed);

/// <summary>A reason to check closed days again, as earlier versions stored it.</summary>
/// <param name="Instrument">The member.</param>
/// <param name="From">Days that ended at or after this time are checked.</param>
/// <param name="Cause">Cause, in words.</param>
[GenerateSerializer, Immutable, Alias("ballast.day-check")]
public readonly record struct DayCheck(
    [property: Id(0)] InstrumentId Instrument, [property: Id(1)] Instant From, [property: Id(2)] string Cause);
