using Ballast.Domain.Pnl;

namespace Ballast.Grains.Portfolios;

/// <summary>Rolls positions up to a portfolio's figures at one FX table.</summary>
internal static class PortfolioFigures
{
    /// <summary>The view; its name, epoch and version are the caller's to set.</summary>
    /// <param name="positions">Ledgers of every member that answered, by instrument then account.</param>
    /// <param name="missing">Members that did not; with any, no sum is known.</param>
    /// <param name="table">Rates used throughout.</param>
    /// <param name="translation">What was converted of earlier profit.</param>
    /// <param name="currency">Report currency.</param>
    internal static PortfolioView View(
        PositionView[] positions, InstrumentId[] missing, FxTable table, FxTranslation translation, string currency)
    {
        var sum = PortfolioSum.Of([.. positions.Select(Figures)], table, currency);
        var settled = SettledProfit.Of(positions.Select(p => ($"{p.Instrument} {p.Account}", p.Settle, p.Attribution ?? NotAttributed(p))));
        var isComplete = missing.Length == 0;
        return new()
        {
            Portfolio = "",
            Epoch = 0,
            Version = 0,
            AsOf = positions.Select(p => Instant.Max(p.LastFillAt, p.MarkTime ?? default)).Append(default).Max(),
            Currency = currency,
            Complete = isComplete,
            MissingMembers = missing,
            Positions = positions,
            TotalsBySettle = sum.TotalsBySettle,
            Realized = isComplete ? sum.Realized : null,
            Unrealized = isComplete ? sum.Unrealized : null,
            Fees = isComplete ? sum.Fees : null,
            Funding = isComplete ? sum.Funding : null,
            Total = isComplete ? sum.Total : null,
            PartialTotal = sum.PartialTotal,
            Missing = [.. missing.Select(member => $"{member} has not answered"), .. sum.Missing],
            FxVersion = table.Version,
            Attribution = isComplete ? translation.Now(settled, asset => table.Convert(asset, currency)?.Rate).Value : null,
            Settled = settled,
        };
    }

    private static Attribution NotAttributed(PositionView position) => new()
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

    private static SettleFigures Figures(PositionView position) => new()
    {
        Name = $"{position.Instrument} {position.Account}",
        Settle = position.Settle,
        Realized = position.Realized,
        Unrealized = position.Unrealized,
        Fees = position.FeesUnconverted.Count == 0 ? position.Fees : null,
        Funding = position.Funding,
        Total = position.Total,
        Reason = position.Reason,
    };
}
