using Ballast.Domain;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Silo.Replay;

/// <summary>One portfolio at the end of a replay.</summary>
public sealed record PortfolioReport
{
    /// <summary>The portfolio.</summary>
    public required string Portfolio { get; init; }

    /// <summary>Newest venue time of its positions and marks.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>Report currency of the money figures below.</summary>
    public required string Currency { get; init; }

    /// <summary>Whether every member answered.</summary>
    public required bool Complete { get; init; }

    /// <summary>Realised profit; <see langword="null"/> when something is missing, as for the next five members.</summary>
    public required decimal? Realized { get; init; }

    /// <summary>Unrealised profit.</summary>
    public required decimal? Unrealized { get; init; }

    /// <summary>Fees paid less rebates; positive is a cost.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received less funding paid.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Net PnL, after fees and funding.</summary>
    public required decimal? Total { get; init; }

    /// <summary>The parts that sum to the total.</summary>
    public required PnlAttribution? Attribution { get; init; }

    /// <summary>Net PnL of everything that is known.</summary>
    public required decimal PartialTotal { get; init; }

    /// <summary>What is missing, each in words.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Net totals by settle asset, before conversion.</summary>
    public required IReadOnlyDictionary<string, decimal> TotalsBySettle { get; init; }

    /// <summary>Ledgers, by instrument then account; money in their own settle currency.</summary>
    public required IReadOnlyList<PositionView> Positions { get; init; }

    /// <summary>Risk by all methods, or the reason why there is none; the version of the rates is always 0.</summary>
    public required RiskView Risk { get; init; }

    /// <summary>Makes a report of a view without epoch and versions, which depend on how often the view was computed.</summary>
    public static PortfolioReport From(PortfolioView view, RiskView risk)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(risk);
        return new()
        {
            Portfolio = view.Portfolio,
            AsOf = view.AsOf,
            Currency = view.Currency,
            Complete = view.Complete,
            Realized = view.Realized,
            Unrealized = view.Unrealized,
            Fees = view.Fees,
            Funding = view.Funding,
            Total = view.Total,
            Attribution = view.Attribution,
            PartialTotal = view.PartialTotal,
            Missing = view.Missing,
            TotalsBySettle = view.TotalsBySettle,
            Positions = view.Positions,
            Risk = risk with { FxVersion = 0 },
        };
    }
}
