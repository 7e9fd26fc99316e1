namespace Ballast.Domain.Risk.Exposure;

/// <summary>Exposure of a portfolio to one asset over all its instruments, in units of the asset.</summary>
[GenerateSerializer, Immutable, Alias("ballast.asset-exposure")]
public sealed record AssetExposure
{
    /// <summary>The asset.</summary>
    [Id(0)] public required string Asset { get; init; }

    /// <summary>Spot inventory; negative when short.</summary>
    [Id(1)] public required decimal Spot { get; init; }

    /// <summary>
    /// Delta of linear, inverse and quanto positions whose base or quote is the asset, as <see cref="ExposureComputation"/> defines it;
    /// <see langword="null"/> when unknown.
    /// </summary>
    [Id(2)] public required decimal? Derivatives { get; init; }

    /// <summary>
    /// Cash of all accounts in the asset, including realised and unrealised profit of derivatives settled in it; <see langword="null"/>
    /// when unknown.
    /// </summary>
    [Id(3)] public required decimal? Cash { get; init; }

    /// <summary>
    /// Sum of spot, derivatives and cash: the gain of the portfolio when the asset's price rises by 1; <see langword="null"/> when unknown.
    /// </summary>
    [Id(4)] public required decimal? Net { get; init; }

    /// <summary><see cref="Net"/> in report currency; <see langword="null"/> when unknown.</summary>
    [Id(5)] public required decimal? NetValue { get; init; }

    /// <summary>Why figures are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(6)] public string? Reason { get; init; }
}
