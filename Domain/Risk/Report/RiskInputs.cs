using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Report;

/// <summary>All inputs of the risk figures of one portfolio, from which they can be reproduced.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-inputs")]
public sealed record RiskInputs
{
    /// <summary>Report currency.</summary>
    [Id(0)] public required string Currency { get; init; }

    /// <summary>Positions with a mark.</summary>
    [Id(1)] public required IReadOnlyList<RiskLeg> Legs { get; init; }

    /// <summary>Conversions by asset of positions and balances; an asset that is absent has no fresh rate.</summary>
    [Id(2)] public required IReadOnlyDictionary<string, FxLeg> Rates { get; init; }

    /// <summary>Closed samples of the instruments of positions and conversions, on one grid.</summary>
    [Id(3)] public required IReadOnlyList<SampleSeries> Samples { get; init; }

    /// <summary>Instruments configured to use another instrument's moves, so that their positions net. Others use their own.</summary>
    [Id(4)] public IReadOnlyDictionary<InstrumentId, InstrumentId> Follows { get; init; } = new Dictionary<InstrumentId, InstrumentId>();

    /// <summary>Descriptions of positions missing from <see cref="Legs"/>, with reasons.</summary>
    [Id(5)] public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Settings of the computation.</summary>
    [Id(6)] public required RiskSettings Settings { get; init; }

    /// <summary>
    /// Net profit by settle asset, up to now and at the marks; one in the report currency changes only in a depeg. Empty in inputs of versions that
    /// left it out.
    /// </summary>
    [Id(7)] public IReadOnlyList<RiskBalance> Balances { get; init; } = [];
}
