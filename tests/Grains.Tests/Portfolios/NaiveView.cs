using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>A view of a portfolio in the plainest way: every position is added up anew, in order.</summary>
internal static class NaiveView
{
    private const string PastDecimal = "a sum is past what decimal holds";

    internal static PortfolioView Of(NaiveParts parts, FxTable table, string currency)
    {
        var (portfolio, positions) = (parts.Portfolio, parts.Positions);
        string Name(PositionView p) => p.Portfolio == portfolio ? $"{p.Instrument} {p.Account}" : $"{p.Portfolio} {p.Instrument} {p.Account}";
        SettledProfit[] Settled(IEnumerable<PositionView> of) => SettledProfit.Of(of.Select(p => (Name(p), p.Settle, p.Attribution ?? NotAttributed(p))));
        var isComplete = parts.Missing.Length == 0 && parts.MissingBelow.Length == 0;
        var missing = new List<string>();
        var rates = Rates(positions, table, currency, missing);
        missing.AddRange(positions.Where(p => p.Total is null).Select(p => $"{Name(p)}: {p.Reason}"));
        var totals = Totals(positions, missing);
        var figures = new Func<PositionView, decimal?>[] { p => p.Realized, p => p.Unrealized, p => p.Fees, p => p.Funding, p => p.Total }
            .Select(figure => Bounded(() => Converted(positions, figure, rates), missing)).ToArray();
        var partial = Bounded(() => Partial(positions, rates), missing) ?? 0m;
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
            MissingMembers = parts.Missing,
            MissingBelow = parts.MissingBelow,
            Positions = positions,
            TotalsBySettle = totals,
            Realized = isComplete ? figures[0] : null,
            Unrealized = isComplete ? figures[1] : null,
            Fees = isComplete ? figures[2] : null,
            Funding = isComplete ? figures[3] : null,
            Total = isComplete ? figures[4] : null,
            PartialTotal = partial,
            Missing = [.. parts.Missing.Select(member => $"{member} has not answered"), .. parts.MissingBelow, .. missing.Distinct(StringComparer.Ordinal)],
            FxVersion = table.Version,
            Attribution = isComplete ? attribution : null,
            Settled = Settled(positions),
        };
    }

    private static SortedDictionary<string, decimal> Totals(PositionView[] positions, List<string> missing)
    {
        var totals = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var group in positions.Where(p => p.Total is not null).GroupBy(p => p.Settle, StringComparer.Ordinal))
        {
            if (Bounded(() => group.Sum(p => p.Total), missing) is { } total)
            {
                totals[group.Key] = total;
            }
        }

        return totals;
    }

    private static SortedDictionary<string, decimal?> Rates(PositionView[] positions, FxTable fx, string currency, List<string> missing)
    {
        var rates = new SortedDictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var settle in positions.Select(p => p.Settle).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            rates[settle] = fx.Convert(settle, currency)?.Rate;
            if (rates[settle] is null)
            {
                missing.Add($"no fresh rate from {settle} to {currency}");
            }
        }

        return rates;
    }

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

    private static decimal? Converted(PositionView[] positions, Func<PositionView, decimal?> figure, SortedDictionary<string, decimal?> rates)
    {
        var sum = 0m;
        foreach (var group in positions.GroupBy(p => p.Settle, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var amount = 0m;
            foreach (var position in group)
            {
                if (figure(position) is not { } known)
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

    private static decimal? Partial(PositionView[] positions, SortedDictionary<string, decimal?> rates) =>
        positions.GroupBy(p => p.Settle, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Sum(g => rates[g.Key] is { } rate ? g.Sum(p => p.Attribution?.PartialTotal ?? p.Total ?? 0m) * rate : 0m);

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
}

/// <summary>Inputs of a view, besides rates.</summary>
internal sealed record NaiveParts
{
    internal required string Portfolio { get; init; }

    /// <summary>In the order of the view.</summary>
    internal required PositionView[] Positions { get; init; }

    internal InstrumentId[] Missing { get; init; } = [];

    internal string[] MissingBelow { get; init; } = [];

    internal required IReadOnlyDictionary<string, FxTranslation> Translations { get; init; }
}
