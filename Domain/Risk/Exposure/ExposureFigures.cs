namespace Ballast.Domain.Risk.Exposure;

/// <summary>Exposure of a portfolio by asset and by account.</summary>
[GenerateSerializer, Immutable, Alias("ballast.exposure")]
public sealed record ExposureFigures
{
    /// <summary>Exposure by asset, in order of its name.</summary>
    [Id(0)] public required IReadOnlyList<AssetExposure> Assets { get; init; }

    /// <summary>Exposure by account, in order of exchange and account.</summary>
    [Id(1)] public required IReadOnlyList<AccountExposure> Accounts { get; init; }

    /// <summary>Sum of the absolute notionals, in report currency; <see langword="null"/> when one is unknown.</summary>
    [Id(2)] public required decimal? GrossNotional { get; init; }

    /// <summary>Sum of the signed notionals, longs positive, in report currency; <see langword="null"/> when one is unknown.</summary>
    [Id(3)] public required decimal? NetNotional { get; init; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    [Id(4)] public required IReadOnlyList<string> Missing { get; init; }
}
