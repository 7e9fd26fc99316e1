using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Grains.Portfolios;

/// <summary>Rolls positions up to a portfolio's figures at one FX table.</summary>
internal static class PortfolioFigures
{
    private static readonly PnlAttribution Nothing = PnlAttribution.Zero with { PartialTotal = 0m };

    /// <summary>The view; the number of violations is the caller's to set.</summary>
    /// <param name="parts">What the portfolio consists of.</param>
    /// <param name="ledgers">Positions to roll up.</param>
    /// <param name="rates">Rates used throughout, with the report currency.</param>
    internal static PortfolioView View(RollUpParts parts, PortfolioLedgers ledgers, TableRates rates)
    {
        var sum = ledgers.SumAt(rates);
        var isComplete = parts.Missing.Length == 0 && parts.MissingBelow.Length == 0;
        return new()
        {
            Portfolio = parts.Portfolio,
            Epoch = parts.Epoch,
            Version = parts.Version,
            AsOf = ledgers.AsOf,
            Currency = rates.Currency,
            Complete = isComplete,
            MissingMembers = parts.Missing,
            MissingBelow = parts.MissingBelow,
            Positions = ledgers.Positions,
            TotalsBySettle = sum.TotalsBySettle,
            Realized = isComplete ? sum.Realized : null,
            Unrealized = isComplete ? sum.Unrealized : null,
            Fees = isComplete ? sum.Fees : null,
            Funding = isComplete ? sum.Funding : null,
            Total = isComplete ? sum.Total : null,
            PartialTotal = sum.PartialTotal,
            Missing = isComplete ? sum.Missing : [.. parts.Missing.Select(member => $"{member} has not answered"), .. parts.MissingBelow, .. sum.Missing],
            FxVersion = rates.Table.Version,
            Attribution = isComplete ? Attribution(parts, ledgers, rates) : null,
            Settled = ledgers.Settled,
        };
    }

    private static PnlAttribution Attribution(RollUpParts parts, PortfolioLedgers ledgers, TableRates rates)
    {
        PnlAttribution? sum = null;
        foreach (var holder in ledgers.Holders)
        {
            var own = holder.At(parts.TranslationOf(holder.Name), rates.Rate);
            sum = sum is null ? own : PnlAttribution.Sum(sum, own);
        }

        return sum ?? Nothing;
    }
}
