using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>What a stress does to the world.</summary>
public enum StressKind
{
    /// <summary>Prices move by given parts.</summary>
    Shock,

    /// <summary>Prices move as they did from one time to another.</summary>
    Window,

    /// <summary>A venue is gone: what it held for us (spot, cash, unrealised profit) is lost; what we owe there stays owed, and so do hedges elsewhere.</summary>
    VenueOutage,

    /// <summary>An asset is worth less against everything else: prices in it rise, what is held or settled in it (cash too) is converted lower.</summary>
    Depeg,

    /// <summary>Funding is paid at a rate for some periods.</summary>
    FundingSpike,

    /// <summary>Spreads are several times as wide: closing costs so much more.</summary>
    SpreadWidening,
}

/// <summary>A move of one asset, or one instrument, in a scenario.</summary>
/// <param name="Target">An asset, e.g. <c>BTC</c>; an instrument, e.g. <c>binance/BTCUSDT</c>; or <c>*</c> for every base asset not named, save money (<see cref="StressTerms.Money"/>).</param>
/// <param name="Move">Relative, above −1, e.g. −0.3.</param>
[GenerateSerializer, Immutable, Alias("ballast.stress-shock")]
public sealed record StressShock([property: Id(0)] string Target, [property: Id(1)] double Move);

/// <summary>A named stress.</summary>
[GenerateSerializer, Immutable, Alias("ballast.stress-scenario")]
public sealed record StressScenario
{
    /// <summary>Shown beside the result; not empty.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>What it does.</summary>
    [Id(1)] public required StressKind Kind { get; init; }

    /// <summary>Moves, of <see cref="StressKind.Shock"/> and <see cref="StressKind.Depeg"/>; an instrument beats its asset, which beats <c>*</c>.</summary>
    [Id(2)] public IReadOnlyList<StressShock> Shocks { get; init; } = [];

    /// <summary>First time of a <see cref="StressKind.Window"/>.</summary>
    [Id(3)] public Instant From { get; init; }

    /// <summary>Last time of it.</summary>
    [Id(4)] public Instant To { get; init; }

    /// <summary>Venue of a <see cref="StressKind.VenueOutage"/>.</summary>
    [Id(5)] public string? Exchange { get; init; }

    /// <summary>Rate by period of a <see cref="StressKind.FundingSpike"/> (adverse to each position), or factor of a <see cref="StressKind.SpreadWidening"/>.</summary>
    [Id(6)] public double Size { get; init; }

    /// <summary>Periods of funding.</summary>
    [Id(7)] public int Periods { get; init; } = 1;

    /// <summary>What is wrong with it, naming the member and its value; <see langword="null"/> when nothing is. Members its kind does not use are not looked at.</summary>
    public string? Fault() => StressRules.FaultOf(this);
}

/// <summary>What a stress does to one instrument's position.</summary>
/// <param name="Instrument">Which instrument; all accounts together.</param>
/// <param name="Pnl">In report currency; a loss is negative.</param>
[GenerateSerializer, Immutable, Alias("ballast.stress-leg")]
public readonly record struct StressLeg([property: Id(0)] InstrumentId Instrument, [property: Id(1)] double Pnl);

/// <summary>What a stress does to a portfolio. In report currency; a loss is negative.</summary>
[GenerateSerializer, Immutable, Alias("ballast.stress-result")]
public sealed record StressResult
{
    /// <summary>The scenario.</summary>
    [Id(0)] public required StressScenario Scenario { get; init; }

    /// <summary>Profit of all positions, and of cash where the kind concerns it; <see langword="null"/> when something could not be revalued.</summary>
    [Id(1)] public required double? Pnl { get; init; }

    /// <summary>Profit of what could.</summary>
    [Id(2)] public required double PartialPnl { get; init; }

    /// <summary>By instrument, in order. They sum to <see cref="PartialPnl"/>, save what cash adds to it.</summary>
    [Id(3)] public required IReadOnlyList<StressLeg> Legs { get; init; }

    /// <summary>What is missing, each in words.</summary>
    [Id(4)] public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Targets, or the venue, that nothing of the portfolio goes by: it holds none of it, or the name is misspelt. They added 0.</summary>
    [Id(5)] public IReadOnlyList<string> Untouched { get; init; } = [];
}
