using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Kind of a stress.</summary>
public enum StressKind
{
    /// <summary>Prices move by given relative amounts.</summary>
    Shock,

    /// <summary>Prices move as they did between two past times.</summary>
    Window,

    /// <summary>A venue fails: what it held for us (spot, cash, unrealised profit) is lost; debts to it and hedges at other venues remain.</summary>
    VenueOutage,

    /// <summary>An asset loses value against all others: prices in it rise, and holdings, cash and profit in it convert to less.</summary>
    Depeg,

    /// <summary>Every derivative position pays funding at a rate for some periods.</summary>
    FundingSpike,

    /// <summary>Spreads widen by a factor, and the cost of closing with them.</summary>
    SpreadWidening,
}

/// <summary>Move of an asset or an instrument in a scenario.</summary>
/// <param name="Target">
/// An asset, e.g. <c>BTC</c>; an instrument, e.g. <c>binance/BTCUSDT</c>; or <c>*</c> for every other base asset except money
/// (<see cref="StressTerms.Money"/>).
/// </param>
/// <param name="Move">Relative move, above −1, e.g. −0.3 for a fall of 30 %.</param>
[GenerateSerializer, Immutable, Alias("ballast.stress-shock")]
public sealed record StressShock([property: Id(0)] string Target, [property: Id(1)] double Move);

/// <summary>A named stress scenario.</summary>
[GenerateSerializer, Immutable, Alias("ballast.stress-scenario")]
public sealed record StressScenario
{
    /// <summary>Name shown with the result; not empty.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Kind of the stress.</summary>
    [Id(1)] public required StressKind Kind { get; init; }

    /// <summary>
    /// Moves for <see cref="StressKind.Shock"/> and <see cref="StressKind.Depeg"/>. The move of an instrument overrides that of its assets,
    /// which overrides <c>*</c>.
    /// </summary>
    [Id(2)] public IReadOnlyList<StressShock> Shocks { get; init; } = [];

    /// <summary>Start of a <see cref="StressKind.Window"/>, venue time.</summary>
    [Id(3)] public Instant From { get; init; }

    /// <summary>End of a <see cref="StressKind.Window"/>, venue time.</summary>
    [Id(4)] public Instant To { get; init; }

    /// <summary>Exchange of a <see cref="StressKind.VenueOutage"/>; <see langword="null"/> for other kinds.</summary>
    [Id(5)] public string? Exchange { get; init; }

    /// <summary>
    /// Rate per period of a <see cref="StressKind.FundingSpike"/>, paid by every position; or factor of a
    /// <see cref="StressKind.SpreadWidening"/>.
    /// </summary>
    [Id(6)] public double Size { get; init; }

    /// <summary>Number of funding periods of a <see cref="StressKind.FundingSpike"/>.</summary>
    [Id(7)] public int Periods { get; init; } = 1;

    /// <summary>What is wrong with it, naming the member and its value; <see langword="null"/> when nothing is. Members its kind does not use are not looked at.</summary>
    public string? Fault() => StressRules.FaultOf(this);
}

/// <summary>Result of a stress for one instrument's position.</summary>
/// <param name="Instrument">The instrument, over all accounts.</param>
/// <param name="Pnl">Profit, in report currency; a loss is negative.</param>
[GenerateSerializer, Immutable, Alias("ballast.stress-leg")]
public readonly record struct StressLeg([property: Id(0)] InstrumentId Instrument, [property: Id(1)] double Pnl);

/// <summary>Result of a stress for a portfolio, in report currency; a loss is negative.</summary>
[GenerateSerializer, Immutable, Alias("ballast.stress-result")]
public sealed record StressResult
{
    /// <summary>The scenario.</summary>
    [Id(0)] public required StressScenario Scenario { get; init; }

    /// <summary>Profit of all positions, and of cash for kinds that affect it; <see langword="null"/> when a part is unknown.</summary>
    [Id(1)] public required double? Pnl { get; init; }

    /// <summary>Sum of the known profits.</summary>
    [Id(2)] public required double PartialPnl { get; init; }

    /// <summary>Profit by instrument, in order of instrument. They add up to <see cref="PartialPnl"/> except for the profit of cash.</summary>
    [Id(3)] public required IReadOnlyList<StressLeg> Legs { get; init; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    [Id(4)] public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>
    /// Targets or venue of the scenario that match nothing in the portfolio, because it does not hold them or the name is misspelt. They
    /// add 0.
    /// </summary>
    [Id(5)] public IReadOnlyList<string> Untouched { get; init; } = [];
}
