using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Ballast.Grains.OrderBooks;

namespace Ballast.Grains.Portfolios;

/// <summary>Computes a portfolio's value at risk from its positions and the silo's samples.</summary>
public sealed class PortfolioRisk(SampleCache samples, IOptions<BallastOptions> options)
{
    /// <summary>Historical value at risk and expected shortfall; <see langword="null"/> figures carry their reason.</summary>
    public async Task<RiskView> Compute(PortfolioView portfolio, FxTable fx)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        ArgumentNullException.ThrowIfNull(fx);
        var risk = options.Value.Risk;
        var open = portfolio.Positions.Where(p => p.Quantity != 0).ToArray();
        var unmarked = open.Where(p => p.Mark is null).Select(p => $"{p.Instrument} {p.Account}: {p.Reason}").ToArray();
        if (!portfolio.Complete || unmarked.Length > 0)
        {
            var missing = portfolio.MissingMembers.Select(member => $"{member} has not answered");
            return View(portfolio, 0, null, default, string.Join("; ", missing.Concat(unmarked)));
        }

        var legs = open.Select(p => new RiskLeg(p.Instrument, p.Contract, p.Quantity, p.Mark!.Value, p.Settle)).ToArray();
        var conversions = new Dictionary<string, FxLeg>(StringComparer.Ordinal);
        foreach (var settle in legs.Select(leg => leg.Settle).Distinct(StringComparer.Ordinal))
        {
            if (fx.Convert(settle, portfolio.Currency) is { } conversion)
            {
                conversions[settle] = new(settle, conversion.Rate, Hops(fx, conversion.Path));
            }
        }

        var series = new List<SampleSeries>();
        foreach (var instrument in ScenarioRevaluation.Needed(legs, conversions))
        {
            series.Add(await samples.Get(instrument));
        }

        var moves = ScenarioMoves.OfHistory([.. series.Where(column => column.Mids.Any(double.IsFinite))], risk.Window);
        var set = ScenarioRevaluation.Revalue(legs, conversions, moves);
        var asOf = moves.GridIndex.Length > 0
            ? new Instant(moves.GridIndex[^1] * (risk.Grid.Ticks / TimeSpan.TicksPerMicrosecond))
            : default;
        var tail = set.Total.All(double.IsFinite) ? HistoricalVar.Compute(set.Total, risk.Confidence) : null;
        return View(portfolio, set.Observations, tail, asOf, Reason(set, tail, open.Length));
    }

    private string? Reason(ScenarioSet set, TailLoss? tail, int positions) =>
        tail is not null ? null
        : positions == 0 ? "no open position"
        : set.Reasons.Count > 0 ? string.Join("; ", set.Reasons)
        : !set.Total.All(double.IsFinite) ? "a scenario is not a finite number"
        : $"{set.Observations} observations on the {options.Value.Risk.Grid} grid are too few at {options.Value.Risk.Confidence}: "
            + $"{Math.Ceiling(Math.Round(1 / (1 - options.Value.Risk.Confidence), 6))} are needed";

    private static FxHop[] Hops(FxTable fx, IReadOnlyList<string> path)
    {
        var hops = new List<FxHop>();
        for (var i = 1; i < path.Count; i++)
        {
            var (from, to) = (path[i - 1], path[i]);
            var direct = Array.FindIndex(fx.Quotes, quote => quote.Base == from && quote.Quote == to && fx.IsFresh(quote));
            var quote = direct >= 0 ? fx.Quotes[direct] : fx.Quotes.First(q => q.Base == to && q.Quote == from && fx.IsFresh(q));
            if (quote.Source is { } source)
            {
                hops.Add(new(source, direct < 0));
            }
        }

        return [.. hops];
    }

    private RiskView View(PortfolioView portfolio, int observations, TailLoss? tail, Instant asOf, string? reason) => new()
    {
        Portfolio = portfolio.Portfolio,
        Method = "historical",
        Confidence = options.Value.Risk.Confidence,
        Horizon = options.Value.Risk.Grid,
        Window = options.Value.Risk.Window,
        Observations = observations,
        QuantileType = 1,
        ShortfallDefinition = "Acerbi-Tasche, fractional boundary",
        ValueAtRisk = tail?.ValueAtRisk,
        ExpectedShortfall = tail?.ExpectedShortfall,
        Reason = reason,
        Currency = portfolio.Currency,
        AsOf = asOf,
    };
}
