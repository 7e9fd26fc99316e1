using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios;

/// <summary>What a roll-up takes from a position.</summary>
internal static class LedgerFigures
{
    /// <summary>Figures in its settle currency.</summary>
    internal static SettleFigures Settled(PositionView position) => new()
    {
        Settle = position.Settle,
        Realized = position.Realized,
        Unrealized = position.Unrealized,
        Fees = position.Fees,
        Funding = position.Funding,
        Total = position.Total,
        PartialTotal = position.Attribution?.PartialTotal ?? position.Total ?? 0m,
    };

    /// <summary>Its profit, in its settle currency.</summary>
    internal static PnlAttribution Profit(PositionView position) => position.Attribution ?? new()
    {
        Spread = null,
        Inventory = null,
        MarkBasis = null,
        Fees = null,
        Funding = null,
        Fx = 0,
        Total = position.Total,
        Reason = "its parts were not worked out",
    };

    /// <summary>Its name in messages of a portfolio.</summary>
    internal static string Name(PositionView position, string portfolio) =>
        position.Portfolio == portfolio ? $"{position.Instrument} {position.Account}" : $"{position.Portfolio} {position.Instrument} {position.Account}";

    /// <summary>Newest venue time of its fills and its mark.</summary>
    internal static Instant AsOf(PositionView position) => Instant.Max(position.LastFillAt, position.MarkTime ?? default);
}
