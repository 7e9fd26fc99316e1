using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Forecasts;

/// <summary>
/// Clean (hypothetical) profit: what the positions and balances at forecast time earned from later moves of prices and rates, without later trades,
/// fees or funding.
/// </summary>
public static class CleanPnl
{
    /// <summary>Revalues positions in full by the moves between two grid points, converts the profit at the moved rates, and adds that of the balances by their rates.</summary>
    /// <param name="point">Positions, balances and conversions at forecast time. What is missing from it is not looked at.</param>
    /// <param name="samples">Samples on one grid that include both points.</param>
    /// <param name="follows">Instruments that use another instrument's moves, as in the forecast.</param>
    /// <param name="fromIndex">Grid index of the forecast.</param>
    /// <param name="toIndex">Grid index at which its horizon ends; after <paramref name="fromIndex"/>.</param>
    /// <returns>Profit in report currency, negative for a loss, 0 when nothing is held that moves; or <see langword="null"/> and the reason.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The horizon ends before it begins, or is longer than 2³¹ − 1 steps.</exception>
    public static (double? Pnl, string? Reason) Of(
        ForecastPoint point,
        IReadOnlyCollection<SampleSeries> samples,
        IReadOnlyDictionary<InstrumentId, InstrumentId> follows,
        long fromIndex,
        long toIndex)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(follows);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(toIndex, fromIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(toIndex - fromIndex, int.MaxValue, nameof(toIndex));
        var rates = point.Rates;
        RiskLeg[] open = [.. RiskHistory.Ordered(point.Legs.Where(leg => leg.Quantity != 0))];
        RiskLeg[] moved = [.. open.Select(leg => leg.Following(follows))];
        if (open.FirstOrDefault(leg => !(leg.Mark > 0 && leg.Contract.Multiplier > 0)) is { } worthless)
        {
            return (null, RiskHistory.WorthlessReason(worthless));
        }

        var held = RiskBalances.Sum(point.Balances);
        var assets = open.Select(leg => leg.Settle).Concat(held.Select(balance => balance.Asset));
        if (assets.FirstOrDefault(asset => !(rates.TryGetValue(asset, out var rate) && rate.Rate > 0)) is { } unconverted)
        {
            return (null, $"no conversion of {unconverted}");
        }

        // A balance whose rate no instrument moves earns nothing, however large it is.
        RiskBalance[] balances = [.. held.Where(balance => rates[balance.Asset].Hops.Count > 0)];
        if (JoinedReasons.Of(balances.Select(balance => balance.Reason)) is { } unknown)
        {
            return (null, unknown);
        }

        var moves = new Dictionary<InstrumentId, double[]>();
        foreach (var instrument in ScenarioRevaluation.Needed(moved, balances, rates))
        {
            var series = samples.FirstOrDefault(s => s.Instrument == instrument);
            var move = series?.MoveTo(toIndex, (int)(toIndex - fromIndex)) ?? double.NaN;
            if (double.IsNaN(move))
            {
                return (null, Missing(instrument, series, fromIndex, toIndex));
            }

            moves[instrument] = [move];
        }

        var pnl = moves.Count == 0 ? 0 : ScenarioRevaluation.Revalue(moved, balances, rates, new(moves, 1)).Total[0];
        return double.IsFinite(pnl) ? (pnl, null) : (null, "the profit is past what a number can hold");
    }

    private static string Missing(InstrumentId instrument, SampleSeries? series, long fromIndex, long toIndex)
    {
        bool Has(long index) =>
            series is not null && index >= series.FirstIndex && index < series.EndIndex && series.Mids[index - series.FirstIndex] is > 0 and < double.PositiveInfinity;
        return (Has(fromIndex), Has(toIndex)) switch
        {
            (false, _) => $"no sample of {instrument} at forecast time",
            (_, false) => $"no sample of {instrument} at the end of the horizon",
            _ => $"the move of {instrument} is past what a number can hold",
        };
    }
}
