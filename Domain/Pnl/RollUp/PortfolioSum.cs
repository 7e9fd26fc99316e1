using Ballast.Domain.Pnl.Fx;

namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Sum of ledgers in one currency, converted with one FX table.</summary>
/// <remarks>A figure with a missing input is <see langword="null"/>, never 0 or a guess; the partial total sums what is known.</remarks>
public sealed record PortfolioSum
{
    private const string PastDecimal = SettledProfit.PastDecimal;

    /// <summary>Realised profit; <see langword="null"/> when a rate is missing.</summary>
    public required decimal? Realized { get; init; }

    /// <summary>Unrealised profit; <see langword="null"/> when a mark or rate is missing.</summary>
    public required decimal? Unrealized { get; init; }

    /// <summary>Fees minus rebates; <see langword="null"/> when a rate is missing, also that of a fee.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received minus paid; <see langword="null"/> when that of a ledger is unknown or a rate is missing.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Net profit; <see langword="null"/> when anything is missing.</summary>
    public required decimal? Total { get; init; }

    /// <summary>Sum of what is known of the net profits: only what lacks a mark, a rate or an amount is left out.</summary>
    public required decimal PartialTotal { get; init; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Net profits by settle asset before conversion, over the ledgers whose total is known.</summary>
    public required IReadOnlyDictionary<string, decimal> TotalsBySettle { get; init; }

    /// <summary>Sums <paramref name="ledgers"/> in <paramref name="currency"/>.</summary>
    public static PortfolioSum Of(IReadOnlyList<SettleFigures> ledgers, FxTable fx, string currency)
    {
        ArgumentNullException.ThrowIfNull(ledgers);
        ArgumentNullException.ThrowIfNull(fx);
        var missing = new List<string>();
        var rates = Rates(ledgers, fx, currency, missing);
        missing.AddRange(ledgers.Where(l => l.Total is null).Select(l => $"{l.Name}: {l.Reason}"));
        var totals = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var group in ledgers.Where(l => l.Total is not null).GroupBy(l => l.Settle, StringComparer.Ordinal))
        {
            if (Bounded(() => group.Sum(l => l.Total), missing) is { } total)
            {
                totals[group.Key] = total;
            }
        }

        return new()
        {
            Realized = Bounded(() => Converted(ledgers, l => l.Realized, rates), missing),
            Unrealized = Bounded(() => Converted(ledgers, l => l.Unrealized, rates), missing),
            Fees = Bounded(() => Converted(ledgers, l => l.Fees, rates), missing),
            Funding = Bounded(() => Converted(ledgers, l => l.Funding, rates), missing),
            Total = Bounded(() => Converted(ledgers, l => l.Total, rates), missing),
            PartialTotal = Bounded(
                () => ledgers.GroupBy(l => l.Settle, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Sum(g => rates[g.Key] is { } rate ? g.Sum(l => l.PartialTotal) * rate : 0m),
                missing) ?? 0m,
            Missing = [.. missing.Distinct(StringComparer.Ordinal)],
            TotalsBySettle = totals,
        };
    }

    /// <summary>Rate of each settle asset; <see langword="null"/> without a fresh one, which is then added to <paramref name="missing"/>.</summary>
    private static SortedDictionary<string, decimal?> Rates(IReadOnlyList<SettleFigures> ledgers, FxTable fx, string currency, List<string> missing)
    {
        var rates = new SortedDictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var settle in ledgers.Select(l => l.Settle).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            rates[settle] = fx.Convert(settle, currency)?.Rate;
            if (rates[settle] is null)
            {
                missing.Add($"no fresh rate from {settle} to {currency}");
            }
        }

        return rates;
    }

    /// <summary>The sum; <see langword="null"/> when it exceeds the range of decimal, which is then added to <paramref name="missing"/>.</summary>
    private static decimal? Bounded(Func<decimal?> sum, List<string> missing)
    {
        try
        {
            return sum();
        }
        catch (OverflowException)
        {
            if (missing.LastOrDefault() != PastDecimal)
            {
                missing.Add(PastDecimal);
            }

            return null;
        }
    }

    /// <summary>Sum of one figure in report currency. Amounts are added in their own currency first, so that each rate rounds once.</summary>
    private static decimal? Converted(
        IReadOnlyList<SettleFigures> ledgers, Func<SettleFigures, decimal?> figure, SortedDictionary<string, decimal?> rates)
    {
        var sum = 0m;
        foreach (var group in ledgers.GroupBy(l => l.Settle, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var amount = 0m;
            foreach (var ledger in group)
            {
                if (figure(ledger) is not { } known)
                {
                    return null;
                }

                amount += known;
            }

            if (rates[group.Key] is not { } rate)
            {
                return null;
            }

            sum += amount * rate;
        }

        return sum;
    }
}
