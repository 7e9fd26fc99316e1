namespace Ballast.Domain.Pnl;

/// <summary>Figures of one ledger in its settle currency, as a roll-up takes them.</summary>
public sealed record SettleFigures
{
    /// <summary>Name used when something of it is missing, e.g. <c>binance/BTCUSDT main</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Asset of the figures.</summary>
    public required string Settle { get; init; }

    /// <summary>Profit of what was closed, before fees.</summary>
    public required decimal Realized { get; init; }

    /// <summary>Profit of what is open; <see langword="null"/> without a mark.</summary>
    public required decimal? Unrealized { get; init; }

    /// <summary>Fees less rebates; <see langword="null"/> when one could not be converted.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received less paid; <see langword="null"/> when one is not known.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Net total; <see langword="null"/> with <see cref="Reason"/>.</summary>
    public required decimal? Total { get; init; }

    /// <summary>Why the total is <see langword="null"/>.</summary>
    public required string? Reason { get; init; }
}

/// <summary>Sum of ledgers in one currency at one FX table.</summary>
/// <remarks>Anything missing makes the figure it belongs to <see langword="null"/>, never 0 and never a guess; what is known is in the partial total.</remarks>
public sealed record PortfolioSum
{
    /// <summary>Realised profit; <see langword="null"/> when a rate is missing.</summary>
    public required decimal? Realized { get; init; }

    /// <summary>Unrealised profit; <see langword="null"/> when a mark or rate is missing.</summary>
    public required decimal? Unrealized { get; init; }

    /// <summary>Fees less rebates; <see langword="null"/> when a rate is missing, be it that of a fee.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received less paid; <see langword="null"/> when it is not known of a ledger or a rate is missing.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Net PnL; <see langword="null"/> when anything is missing.</summary>
    public required decimal? Total { get; init; }

    /// <summary>Net PnL of what is known.</summary>
    public required decimal PartialTotal { get; init; }

    /// <summary>What is missing, each in words.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Net totals by settle asset before conversion, of the ledgers that have one.</summary>
    public required IReadOnlyDictionary<string, decimal> TotalsBySettle { get; init; }

    private const string PastDecimal = "a sum is past what decimal holds";

    /// <summary>Sums <paramref name="ledgers"/> in <paramref name="currency"/>.</summary>
    public static PortfolioSum Of(IReadOnlyList<SettleFigures> ledgers, FxTable fx, string currency)
    {
        ArgumentNullException.ThrowIfNull(ledgers);
        ArgumentNullException.ThrowIfNull(fx);
        var missing = new List<string>();
        var rates = new SortedDictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var settle in ledgers.Select(l => l.Settle).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            rates[settle] = fx.Convert(settle, currency)?.Rate;
            if (rates[settle] is null)
            {
                missing.Add($"no fresh rate from {settle} to {currency}");
            }
        }

        decimal? Safely(Func<decimal?> sum)
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

        missing.AddRange(ledgers.Where(l => l.Total is null).Select(l => $"{l.Name}: {l.Reason}"));
        var totals = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var group in ledgers.Where(l => l.Total is not null).GroupBy(l => l.Settle, StringComparer.Ordinal))
        {
            if (Safely(() => group.Sum(l => l.Total)) is { } total)
            {
                totals[group.Key] = total;
            }
        }

        // Amounts are added in their own currency first, so that each rate rounds once.
        decimal? Sum(Func<SettleFigures, decimal?> figure)
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

        return new()
        {
            Realized = Safely(() => Sum(l => l.Realized)),
            Unrealized = Safely(() => Sum(l => l.Unrealized)),
            Fees = Safely(() => Sum(l => l.Fees)),
            Funding = Safely(() => Sum(l => l.Funding)),
            Total = Safely(() => Sum(l => l.Total)),
            PartialTotal = Safely(() => totals.Sum(t => rates[t.Key] is { } rate ? t.Value * rate : 0m)) ?? 0m,
            Missing = missing,
            TotalsBySettle = totals,
        };
    }
}
