using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Report;

/// <summary>Contribution of one instrument to a portfolio's risk, in report currency; it is negative when the instrument reduces the risk.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-component")]
public sealed record RiskComponent
{
    /// <summary>The instrument, over all accounts.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Signed gain for a relative price move of 1, i.e. 100 %.</summary>
    [Id(1)] public required double Exposure { get; init; }

    /// <summary>Component of the historical expected shortfall; components add up to it (Tasche 1999). <see langword="null"/> without a figure.</summary>
    [Id(2)] public double? HistoricalShortfall { get; init; }

    /// <summary>
    /// Loss in the scenario that gives the historical value at risk; these losses add up to it but are less stable. <see langword="null"/>
    /// without a figure.
    /// </summary>
    [Id(3)] public double? HistoricalValueAtRisk { get; init; }

    /// <summary>Component of the normal value at risk; components add up to it (Garman 1996). <see langword="null"/> without a figure.</summary>
    [Id(4)] public double? NormalValueAtRisk { get; init; }

    /// <summary>Component of the normal expected shortfall; components add up to it. <see langword="null"/> without a figure.</summary>
    [Id(5)] public double? NormalShortfall { get; init; }

    /// <summary>Change of the normal value at risk per additional unit of exposure; <see langword="null"/> without a figure.</summary>
    [Id(6)] public double? Marginal { get; init; }

    /// <summary>Normal value at risk minus that without the instrument; <see langword="null"/> without a figure.</summary>
    [Id(7)] public double? Incremental { get; init; }

    /// <summary>Normal value at risk of the instrument alone; <see langword="null"/> without a figure.</summary>
    [Id(8)] public double? Standalone { get; init; }
}
