using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Report;

/// <summary>
/// Contribution of one instrument, or of the balances in other assets, to a portfolio's risk, in report currency; it is negative when it reduces the
/// risk.
/// </summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-component")]
public sealed record RiskComponent
{
    /// <summary>Name of the component of <see cref="RiskInputs.Balances"/>.</summary>
    public const string OfBalances = "balances";

    /// <summary>The instrument, over all accounts; <see langword="null"/> for the balances.</summary>
    [Id(0)] public required InstrumentId? Instrument { get; init; }

    /// <summary>Signed gain for a relative move of 1, i.e. 100 %, of the price, or of the rates of all balances that can move.</summary>
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

    /// <summary>
    /// Change of the normal value at risk per additional unit of exposure, for balances in their present proportions; <see langword="null"/> without a
    /// figure, and for balances that cancel out.
    /// </summary>
    [Id(6)] public double? Marginal { get; init; }

    /// <summary>Normal value at risk minus that without the component; <see langword="null"/> without a figure.</summary>
    [Id(7)] public double? Incremental { get; init; }

    /// <summary>Normal value at risk of the component alone; <see langword="null"/> without a figure.</summary>
    [Id(8)] public double? Standalone { get; init; }

    /// <summary>Name of the component: the instrument, or <see cref="OfBalances"/>.</summary>
    public string Name => Instrument?.ToString() ?? OfBalances;
}
