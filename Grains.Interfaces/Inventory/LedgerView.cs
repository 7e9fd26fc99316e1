namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>One ledger with all cost methods.</summary>
[GenerateSerializer, Immutable, Alias("ballast.ledger-view")]
public sealed record LedgerView
{
    /// <summary>The position as shown in portfolios.</summary>
    [Id(0)] public required PositionView Position { get; init; }

    /// <summary>Figures at average cost.</summary>
    [Id(1)] public required CostView Average { get; init; }

    /// <summary>Figures under first-in-first-out.</summary>
    [Id(2)] public required CostView Fifo { get; init; }

    /// <summary>Figures under last-in-first-out.</summary>
    [Id(3)] public required CostView Lifo { get; init; }

    /// <summary>Fees minus rebates as charged, by asset.</summary>
    [Id(4)] public required IReadOnlyDictionary<string, decimal> FeesByAsset { get; init; }

    /// <summary>The venue's funding amounts minus those computed from its rates, over funding times with both.</summary>
    [Id(5)] public required decimal FundingDifference { get; init; }

    /// <summary>Number of funding times with a position but neither rate nor amount.</summary>
    [Id(6)] public required long FundingMissing { get; init; }

    /// <summary>The ledger's share of the account's newest venue funding amount; <see langword="null"/> when there was none.</summary>
    [Id(7)] public required decimal? FundingShare { get; init; }

    /// <summary>Whether a figure is rounded, as <see cref="PositionView.Rounded"/> says.</summary>
    [Id(8)] public required bool Rounded { get; init; }
}
