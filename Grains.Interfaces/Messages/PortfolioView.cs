using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Interfaces;

/// <summary>PnL of one portfolio in its report currency, at one FX table.</summary>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-view")]
public sealed record PortfolioView
{
    /// <summary>Which portfolio.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>Activation of the portfolio; with <see cref="Version"/> it orders views.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Rises with every change of an epoch.</summary>
    [Id(2)] public required long Version { get; init; }

    /// <summary>Newest venue time that went into it; the default when nothing did.</summary>
    [Id(3)] public required Instant AsOf { get; init; }

    /// <summary>Asset of the money figures here.</summary>
    [Id(4)] public required string Currency { get; init; }

    /// <summary>Whether every member, and everything below, has answered since activation.</summary>
    [Id(5)] public required bool Complete { get; init; }

    /// <summary>Members that have not.</summary>
    [Id(6)] public required IReadOnlyList<InstrumentId> MissingMembers { get; init; }

    /// <summary>Ledgers of it and of all portfolios below it, by instrument, portfolio, account; their money is in their own settle currency.</summary>
    [Id(7)] public required IReadOnlyList<PositionView> Positions { get; init; }

    /// <summary>Totals by settle asset before conversion; a <see langword="null"/> total keeps its reason in the position.</summary>
    [Id(8)] public required IReadOnlyDictionary<string, decimal> TotalsBySettle { get; init; }

    /// <summary>Realised profit in <see cref="Currency"/>; <see langword="null"/> when a rate is missing.</summary>
    [Id(9)] public required decimal? Realized { get; init; }

    /// <summary>Unrealised profit; <see langword="null"/> when a mark or rate is missing.</summary>
    [Id(10)] public required decimal? Unrealized { get; init; }

    /// <summary>Fees less rebates; <see langword="null"/> when a rate is missing, be it that of a fee.</summary>
    [Id(11)] public required decimal? Fees { get; init; }

    /// <summary>Funding received less paid; <see langword="null"/> when it is not known of a position or a rate is missing.</summary>
    [Id(12)] public required decimal? Funding { get; init; }

    /// <summary>Net PnL; <see langword="null"/> when anything it needs is missing.</summary>
    [Id(13)] public required decimal? Total { get; init; }

    /// <summary>Sum of what could be converted; equal to <see cref="Total"/> when that is known.</summary>
    [Id(14)] public required decimal PartialTotal { get; init; }

    /// <summary>What is missing from <see cref="Total"/>, each in words; empty when it is known.</summary>
    [Id(15)] public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Version of the FX table used throughout.</summary>
    [Id(16)] public required long FxVersion { get; init; }

    /// <summary>Where <see cref="Total"/> comes from, in <see cref="Currency"/>, with the translation of earlier profit; <see langword="null"/> when a member has not answered.</summary>
    [Id(17)] public Attribution? Attribution { get; init; }

    /// <summary>The same by settle asset before conversion, in order of asset.</summary>
    [Id(18)] public IReadOnlyList<SettledProfit> Settled { get; init; } = [];

    /// <summary>Times since activation that parts and total did not agree; each was an alert with the figures.</summary>
    [Id(19)] public long IdentityViolations { get; init; }

    /// <summary>What is missing of portfolios below it, each in words with the names on the way, e.g. <c>desk-a: binance/BTCUSDT has not answered</c>.</summary>
    [Id(20)] public IReadOnlyList<string> MissingBelow { get; init; } = [];
}
