using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Liquidity;

/// <summary>Computes costs and times of closing positions, and the value at risk including them.</summary>
/// <remarks>
/// The cost is that of trading at once against the venue's current book instead of at the mid; the spread cost is that of Bangia, Diebold,
/// Schuermann and Stroughair (1999). The cost of quantities beyond visible depth is unknown, and then so is the sum.
/// </remarks>
public static class LiquidityComputation
{
    /// <summary>Computes the figures.</summary>
    /// <param name="inputs">Market data, one per instrument with an open position.</param>
    /// <param name="historicalVar">Historical value at risk, in report currency; <see langword="null"/> when unknown.</param>
    /// <param name="horizon">Horizon of the value at risk; positive.</param>
    /// <param name="participation">Maximum share of the traded volume that may be ours, above 0 and at most 1.</param>
    /// <param name="deviations">Number of standard deviations by which a spread may widen.</param>
    public static LiquidityFigures Of(
        IReadOnlyList<LiquidityInput> inputs, double? historicalVar, TimeSpan horizon, double participation, double deviations)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon.Ticks, nameof(horizon));
        LiquidityLeg[] legs = [.. inputs.OrderBy(input => input.Instrument).Select(input => Leg(input, participation, deviations))];
        double? cost = legs.Any(leg => leg.Cost is null || leg.Residual > 0) ? null : legs.Sum(leg => leg.Cost);
        double? spread = legs.Any(leg => leg.SpreadCost is null) ? null : legs.Sum(leg => leg.SpreadCost);
        TimeSpan? closeOut = legs.Any(leg => leg.CloseOut is null) ? null : legs.Select(leg => leg.CloseOut!.Value).Append(TimeSpan.Zero).Max();
        return new()
        {
            Legs = legs,
            Cost = cost,
            PartialCost = legs.Sum(leg => leg.Cost ?? 0),
            ValueAtRisk = Finite(historicalVar + cost),
            SpreadValueAtRisk = Finite(historicalVar + spread),
            CloseOut = closeOut,
            CloseOutValueAtRisk = closeOut is { } time && historicalVar is { } loss ? Finite(Math.Max(loss, loss * Math.Sqrt(time / horizon))) : null,
            Missing =
            [
                .. legs.Where(leg => leg.Reason is not null).Select(leg => $"{leg.Instrument}: {leg.Reason}"),
                .. historicalVar is null ? (string[])["the historical value at risk is not known"] : [],
            ],
        };
    }

    private static LiquidityLeg Leg(LiquidityInput input, double participation, double deviations)
    {
        var reasons = new List<string>(input.Reasons);
        var size = Math.Abs(input.Quantity);
        var visible = input.Execution?.Filled ?? 0m;
        var cost = Finite((double?)input.Execution?.CostVsMid * (double?)input.Rate);
        if (input.Execution is { } execution)
        {
            if (!execution.IsComplete)
            {
                reasons.Add($"{size - visible} of {size} are beyond visible depth");
            }

            if (execution.CostVsMid is null)
            {
                reasons.Add(visible == 0 ? "the book shows nothing that would take it" : "the book has no mid to hold a cost against");
            }
        }

        var spread = input.Spread is { Mean: { } mean, Deviation: { } deviation } && input.Notional is { } notional
            ? Finite(LiquidityVar.SpreadCost(notional, mean, deviation, deviations))
            : null;
        if (input.Spread is { Reason: { } narrow })
        {
            reasons.Add(narrow);
        }

        var closeOut = input.Traded is { Amount: { } amount, Over: var over }
            ? LiquidityVar.CloseOutTime((double)size, amount, over, participation)
            : null;
        if (input.Traded is { } traded && (traded.Reason ?? (closeOut is null ? $"nothing to speak of traded in {traded.Over}" : null)) is { } quiet)
        {
            reasons.Add(quiet);
        }

        return new()
        {
            Instrument = input.Instrument,
            Quantity = input.Quantity,
            Visible = visible,
            Residual = size - visible,
            Cost = cost,
            SpreadCost = spread,
            CloseOut = closeOut,
            Reason = PartialSum.Text(reasons),
        };
    }

    private static double? Finite(double? value) => value is { } known && double.IsFinite(known) ? known : null;
}
