using Ballast.Domain.MarketData.Mids;

namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Realised volatility of recent mids.</summary>
/// <remarks>
/// Square root of the sum of squared logarithmic returns of mids sampled by previous tick (T. Andersen, T. Bollerslev,
/// F. Diebold, P. Labys, "The Distribution of Realized Exchange Rate Volatility", JASA 96, 2001). Nothing is annualised.
/// </remarks>
public static class RealisedVolatility
{
    /// <summary>Realised volatility over the last whole steps, as a fraction of the price over that window.</summary>
    /// <param name="mids">History of mids.</param>
    /// <param name="steps">Number of returns in the window; at least 2.</param>
    /// <param name="step">Venue time between samples; positive.</param>
    /// <returns>
    /// Incomplete when the book had no mid at some sample: those returns are skipped. <see langword="null"/> value with fewer than 2
    /// returns.
    /// </returns>
    public static FlowFigure Of(MidHistory mids, int steps, TimeSpan step)
    {
        var (sum, returns) = Squares(mids, steps, step);
        return returns < 2 ? new(null, IsComplete: false, $"{returns} of {steps} returns are known")
            : returns < steps ? new(Math.Sqrt(sum), IsComplete: false, $"{returns} of {steps} returns are known")
            : new(Math.Sqrt(sum), IsComplete: true, null);
    }

    /// <summary>Realised volatility per square root of a second, as a fraction of the price, from the returns that are known.</summary>
    /// <param name="mids">History of mids.</param>
    /// <param name="steps">Number of returns in the window; at least 2.</param>
    /// <param name="step">Venue time between samples; positive.</param>
    /// <returns>Incomplete when the book had no mid at some sample. <see langword="null"/> value with fewer than 2 returns.</returns>
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
