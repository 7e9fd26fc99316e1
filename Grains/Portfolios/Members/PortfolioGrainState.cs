namespace Ballast.Grains.Portfolios.Members;

/// <summary>State that a portfolio keeps over restarts.</summary>
[GenerateSerializer, Alias("ballast.portfolio-grain-state")]
public sealed class PortfolioGrainState
{
    /// <summary>Instruments it has ever traded.</summary>
    [Id(0)] public HashSet<InstrumentId> Members { get; set; } = [];

    /// <summary>Epoch of the newest activation.</summary>
    [Id(1)] public long Epoch { get; set; }
}
