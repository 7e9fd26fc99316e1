using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Interfaces.Portfolios;

/// <summary>Positions and profit of one portfolio in its report currency, converted with one FX table.</summary>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-view")]
public sealed record PortfolioView
{
    /// <summary>The portfolio.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>Activation of the portfolio; with <see cref="Version"/> it orders views.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Number of the view, which increases with every change within an epoch.</summary>
    [Id(2)] public required long Version { get; init; }

    /// <summary>Newest venue time of its positions; the default without positions.</summary>
    [Id(3)] public required Instant AsOf { get; init; }

    /// <summary>Report currency, in which money figures are unless they say otherwise.</summary>
    [Id(4)] public required string Currency { get; init; }

    /// <summary>Whether all members and all portfolios below have answered since activation and are not silent.</summary>
    [Id(5)] public required bool Complete { get; init; }

    /// <summary>Members that have not answered or are silent.</summary>
    [Id(6)] public required IReadOnlyList<InstrumentId> MissingMembers { get; init; }

    /// <summary>
    /// Ledgers of it and of all portfolios below it, in order of instrument, portfolio and account; their money is in their settle
    /// currency.
    /// </summary>
    [Id(7)] public required IReadOnlyList<PositionView> Positions { get; init; }

    /// <summary>Net profit by settle asset before conversion, over the positions whose total is known.</summary>
    [Id(8)] public required IReadOnlyDictionary<string, decimal> TotalsBySettle { get; init; }

    /// <summary>Realised profit; <see langword="null"/> when a rate is missing.</summary>
    [Id(9)] public required decimal? Realized { get; init; }

    /// <summary>Unrealised profit; <see langword="null"/> when a mark or rate is missing.</summary>
    [Id(10)] public required decimal? Unrealized { get; init; }

    /// <summary>
    /// Fees minus rebates, at the present rates of their settle assets, while <see cref="Attribution"/> has each at the rate of its minute;
    /// <see langword="null"/> when a rate is missing, also that of a fee.
    /// </summary>
    [Id(11)] public required decimal? Fees { get; init; }

    /// <summary>Funding received minus paid; <see langword="null"/> when that of a position is unknown or a rate is missing.</summary>
    [Id(12)] public required decimal? Funding { get; init; }

    /// <summary>Net profit; <see langword="null"/> when an input is missing.</summary>
    [Id(13)] public required decimal? Total { get; init; }

    /// <summary>
    /// Sum of what is known of the net profits, equal to <see cref="Total"/> when that is known. Only what lacks a mark, a rate or an amount is
    /// left out, and not the rest of its ledger.
    /// </summary>
    [Id(14)] public required decimal PartialTotal { get; init; }

    /// <summary>Descriptions of what is missing from <see cref="Total"/>; empty when it is known.</summary>
    [Id(15)] public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Version of the FX table used.</summary>
    [Id(16)] public required long FxVersion { get; init; }

    /// <summary>Attribution of <see cref="Total"/>, with the effect of FX rates; <see langword="null"/> when a member has not answered.</summary>
    [Id(17)] public PnlAttribution? Attribution { get; init; }

    /// <summary>Attribution by settle asset before conversion, in order of asset.</summary>
    [Id(18)] public IReadOnlyList<SettledProfit> Settled { get; init; } = [];

    /// <summary>Number of times since activation that parts and total did not agree; each raised an alert with the figures.</summary>
    [Id(19)] public long IdentityViolations { get; init; }

    /// <summary>
    /// Descriptions of what is missing in portfolios below it, with the path to them, e.g. <c>desk-a: binance/BTCUSDT has not answered</c>.
    /// </summary>
    [Id(20)] public IReadOnlyList<string> MissingBelow { get; init; } = [];

    /// <summary>Whether the client that watches has lost its connection to the cluster: these are its last positions, and sums are unknown.</summary>
    [Id(21)] public bool IsDisconnected { get; init; }
}
