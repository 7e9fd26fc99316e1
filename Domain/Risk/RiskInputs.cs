using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Everything that figures of one portfolio are made of: whoever has these can make them again.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-inputs")]
public sealed record RiskInputs
{
    /// <summary>Report currency.</summary>
    [Id(0)] public required string Currency { get; init; }

    /// <summary>Positions that have a mark.</summary>
    [Id(1)] public required IReadOnlyList<RiskLeg> Legs { get; init; }

    /// <summary>Conversions by settle asset; one that is not here has no fresh rate.</summary>
    [Id(2)] public required IReadOnlyDictionary<string, FxLeg> Rates { get; init; }

    /// <summary>Closed samples of the instruments of positions and conversions, on one grid.</summary>
    [Id(3)] public required IReadOnlyList<SampleSeries> Samples { get; init; }

    /// <summary>Instruments that follow another's moves, because somebody said so: their positions then net. Others follow their own.</summary>
    [Id(4)] public IReadOnlyDictionary<InstrumentId, InstrumentId> Follows { get; init; } = new Dictionary<InstrumentId, InstrumentId>();

    /// <summary>Positions that are not among <see cref="Legs"/>, each with why.</summary>
    [Id(5)] public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Conventions.</summary>
    [Id(6)] public required RiskSettings Settings { get; init; }
}
