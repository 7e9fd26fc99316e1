using Ballast.Domain.Pnl.Fx;

namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Sums of a portfolio's ledgers in their settle assets, of which single ledgers change, converted into one currency when asked.</summary>
/// <remarks>
/// Amounts are added in their own currency first, so that each rate rounds once. The sums are the same, to the last digit, as those of all ledgers added in
/// order. Not safe for concurrent use.
/// </remarks>
public sealed class LedgerSums
{
    private readonly SortedAssets<SettleSums> _settles = new(asset => new(asset));

    /// <summary>Adds a ledger.</summary>
    public void Add(in SettleFigures ledger) => _settles.GetOrAdd(ledger.Settle).Add(ledger);

    /// <summary>Replaces a ledger by its newer figures.</summary>
    public void Replace(in SettleFigures ledger, in SettleFigures by)
    {
        if (ledger.Settle != by.Settle)
        {
            throw new ArgumentException($"A ledger that settles in {ledger.Settle} cannot be replaced by one that settles in {by.Settle}.", nameof(by));
        }

        _settles.GetOrAdd(ledger.Settle).Replace(ledger, by);
    }

    /// <summary>The sums at the rates of one table.</summary>
    /// <param name="rates">The rates.</param>
    /// <param name="ledgers">The ledgers in order; they are read only when a sum is so long that it is rounded.</param>
    /// <param name="unknown">Why totals are unknown, by ledger; read only when one is.</param>
    public PortfolioSum At(TableRates rates, IEnumerable<SettleFigures> ledgers, IEnumerable<string> unknown)
    {
        ArgumentNullException.ThrowIfNull(rates);
        var isPast = false;
        var totals = Totals(ledgers, ref isPast);
        return new()
        {
            Realized = Converted(SettleSums.Figure.Realized, rates, ledgers, ref isPast),
            Unrealized = Converted(SettleSums.Figure.Unrealized, rates, ledgers, ref isPast),
            Fees = Converted(SettleSums.Figure.Fees, rates, ledgers, ref isPast),
            Funding = Converted(SettleSums.Figure.Funding, rates, ledgers, ref isPast),
            Total = Converted(SettleSums.Figure.Total, rates, ledgers, ref isPast),
            PartialTotal = Partial(rates, ledgers, ref isPast),
            Missing = Missing(rates, unknown, isPast),
            TotalsBySettle = totals,
        };
    }

    private SortedDictionary<string, decimal> Totals(IEnumerable<SettleFigures> ledgers, ref bool isPast)
    {
        var totals = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var settle in _settles.All)
        {
            try
            {
                if (settle.HasTotal)
                {
                    totals[settle.Asset] = settle.OfKnown(SettleSums.Figure.Total, ledgers);
                }
            }
            catch (OverflowException)
            {
                isPast = true;
            }
        }

        return totals;
    }

    /// <summary>Sum of one figure in report currency; <see langword="null"/> when it is unknown or exceeds the range of decimal.</summary>
    private decimal? Converted(SettleSums.Figure figure, TableRates rates, IEnumerable<SettleFigures> ledgers, ref bool isPast)
    {
        try
        {
            var sum = 0m;
            foreach (var settle in _settles.All)
            {
                if (settle.Of(figure, ledgers) is not { } amount || rates.Of(settle.Asset) is not { } rate)
                {
                    return null;
                }

                sum += amount * rate;
            }

            return sum;
        }
        catch (OverflowException)
        {
            isPast = true;
            return null;
        }
    }

    private decimal Partial(TableRates rates, IEnumerable<SettleFigures> ledgers, ref bool isPast)
    {
        try
        {
            var sum = 0m;
            foreach (var settle in _settles.All)
            {
                sum += rates.Of(settle.Asset) is { } rate ? settle.OfKnown(SettleSums.Figure.PartialTotal, ledgers) * rate : 0m;
            }

            return sum;
        }
        catch (OverflowException)
        {
            isPast = true;
            return 0m;
        }
    }

    private string[] Missing(TableRates rates, IEnumerable<string> unknown, bool isPast)
    {
        List<string>? missing = null;
        var hasUnknown = false;
        foreach (var settle in _settles.All)
        {
            hasUnknown |= settle.UnknownTotals > 0;
            if (rates.Of(settle.Asset) is null)
            {
                (missing ??= []).Add($"no fresh rate from {settle.Asset} to {rates.Currency}");
            }
        }

        if (missing is null && !hasUnknown && !isPast)
        {
            return [];
        }

        IEnumerable<string> past = isPast ? [SettledProfit.PastDecimal] : [];
        return [.. (missing ?? []).Concat(hasUnknown ? unknown : []).Concat(past).Distinct(StringComparer.Ordinal)];
    }
}
