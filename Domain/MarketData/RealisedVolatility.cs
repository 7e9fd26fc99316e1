namespace Ballast.Domain.MarketData;

/// <summary>Volatility that the mids of the recent past show.</summary>
/// <remarks>
/// Square root of the sum of squared logarithmic returns of mids sampled by previous tick (T. Andersen, T. Bollerslev,
/// F. Diebold, P. Labys, "The Distribution of Realized Exchange Rate Volatility", JASA 96, 2001). Nothing is annualised.
/// </remarks>
public static class RealisedVolatility
{
    /// <summary>Over the last whole steps; a fraction of the price over that stretch.</summary>
    /// <param name="mids">What is known.</param>
    /// <param name="steps">Returns in the stretch; at least 2.</param>
    /// <param name="step">Their length of venue time; positive.</param>
    /// <returns>Incomplete when the book had no mid at some sample; those returns are left out, and fewer than 2 give no value.</returns>
    public static FlowFigure Of(MidHistory mids, int steps, TimeSpan step)
    {
        var (sum, returns) = Squares(mids, steps, step);
        return returns < 2 ? new(null, false, $"{returns} of {steps} returns are known")
            : returns < steps ? new(Math.Sqrt(sum), false, $"{returns} of {steps} returns are known")
            : new(Math.Sqrt(sum), true, null);
    }

    /// <summary>By root of a second, from the returns that are known: a fraction of the price.</summary>
    /// <param name="mids">What is known.</param>
    /// <param name="steps">Returns in the stretch; at least 2.</param>
    /// <param name="step">Their length of venue time; positive.</param>
    /// <returns>Incomplete when the book had no mid at some sample; fewer than 2 returns give no value.</returns>
    public static FlowFigure ByRootSecond(MidHistory mids, int steps, TimeSpan step)
    {
        var (sum, returns) = Squares(mids, steps, step);
        return new(
            returns < 2 ? null : Math.Sqrt(sum / (returns * step.TotalSeconds)),
            returns == steps,
            returns == steps ? null : $"{returns} of {steps} returns are known");
    }

    private static (double Sum, int Returns) Squares(MidHistory mids, int steps, TimeSpan step)
    {
        ArgumentNullException.ThrowIfNull(mids);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        var grid = new SamplingGrid(step);
        var end = grid.IndexAtOrBefore(mids.ConfirmedTo);
        var (sum, returns) = (0.0, 0);
        double? before = null;
        for (var at = end - steps; at <= end; at++)
        {
            var mid = mids.PreviousTick(grid.TimeOf(at));
            if (before is > 0 && mid is > 0)
            {
                var change = Math.Log(mid.Value / before.Value);
                sum += change * change;
                returns++;
            }

            before = mid;
        }

        return (sum, returns);
    }
}
