namespace Ballast.Domain.Risk.Stress;

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
