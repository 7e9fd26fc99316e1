using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Grains.Portfolios;

/// <summary>Rolls positions up to a portfolio's figures at one FX table.</summary>
internal static class PortfolioFigures
{
    /// <summary>The view; its epoch and version are the caller's to set.</summary>
    /// <param name="parts">Positions to roll up.</param>
    /// <param name="table">Rates used throughout.</param>
    /// <param name="currency">Report currency.</param>
    internal static PortfolioView View(RollUpParts parts, FxTable table, string currency)
    {
        var (portfolio, positions, missing, missingBelow) = (parts.Portfolio, parts.Positions, parts.Missing, parts.MissingBelow);
        string Name(PositionView p) => p.Portfolio == portfolio ? $"{p.Instrument} {p.Account}" : $"{p.Portfolio} {p.Instrument} {p.Account}";
        var sum = PortfolioSum.Of([.. positions.Select(p => Figures(p, Name(p)))], table, currency);
        SettledProfit[] Settled(IEnumerable<PositionView> of) => SettledProfit.Of(of.Select(p => (Name(p), p.Settle, p.Attribution ?? NotAttributed(p))));
        var isComplete = missing.Length == 0 && missingBelow.Length == 0;
        var attribution = positions.GroupBy(p => p.Portfolio, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (parts.Translations.GetValueOrDefault(group.Key) ?? FxTranslation.Empty)
                .Now(Settled(group), asset => table.Convert(asset, currency)?.Rate).Value)
            .DefaultIfEmpty(PnlAttribution.Zero with { PartialTotal = 0m })
            .Aggregate(PnlAttribution.Sum);
        return new()
        {
            Portfolio = portfolio,
            Epoch = 0,
            Version = 0,
            AsOf = positions.Select(p => Instant.Max(p.LastFillAt, p.MarkTime ?? default)).Append(default).Max(),
            Currency = currency,
            Complete = isComplete,
            MissingMembers = missing,
            MissingBelow = missingBelow,
            Positions = positions,
            TotalsBySettle = sum.TotalsBySettle,
            Realized = isComplete ? sum.Realized : null,
            Unrealized = isComplete ? sum.Unrealized : null,
            Fees = isComplete ? sum.Fees : null,
            Funding = isComplete ? sum.Funding : null,
            Total = isComplete ? sum.Total : null,
            PartialTotal = sum.PartialTotal,
            Missing = [.. missing.Select(member => $"{member} has not answered"), .. missingBelow, .. sum.Missing],
            FxVersion = table.Version,
            Attribution = isComplete ? attribution : null,
            Settled = Settled(positions),
        };
    }

    private static PnlAttribution NotAttributed(PositionView position) => new()
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

    private static SettleFigures Figures(PositionView position, string name) => new()
    {
        Name = name,
        Settle = position.Settle,
        Realized = position.Realized,
        Unrealized = position.Unrealized,
        Fees = position.Fees,
        Funding = position.Funding,
        Total = position.Total,
        PartialTotal = position.Attribution?.PartialTotal ?? position.Total ?? 0m,
        Reason = position.Reason,
    };
}
