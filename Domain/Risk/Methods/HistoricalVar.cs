namespace Ballast.Domain.Risk.Methods;

/// <summary>Tail loss of a profit distribution. A loss is positive; a negative figure means that even the tail is a gain.</summary>
/// <param name="ValueAtRisk">Loss that is not exceeded at the given confidence, in the unit of the profits.</param>
/// <param name="ExpectedShortfall">Mean loss in the tail, in the unit of the profits.</param>
public readonly record struct TailLoss(double ValueAtRisk, double ExpectedShortfall);

/// <summary>Value at risk and expected shortfall from the empirical distribution of PnL.</summary>
/// <remarks>
/// With tail probability <c>a = 1 − confidence</c> and <c>n</c> observations, VaR is minus the sample quantile at <c>a</c>, by a numbered
/// definition of Hyndman and Fan (1996). ES is that of Acerbi and Tasche (2002): the observation at the boundary of the tail counts with its
/// fraction. With type 1, ES is never below VaR. Neither is floored at 0.
/// </remarks>
public static class HistoricalVar
{
    /// <summary>Computes both figures.</summary>
    /// <param name="pnl">Observed profits, in any order and one unit; not changed.</param>
    /// <param name="confidence">Above 0 and below 1, e.g. 0.99.</param>
    /// <param name="quantileType">1 to 9, as Hyndman and Fan number them, e.g. 1 (inverse of the distribution function) or 7 (interpolated, as in R and NumPy).</param>
    /// <param name="extrapolate">Whether the worst observation is used when the tail is smaller than one observation; otherwise there is no result.</param>
    /// <returns><see langword="null"/> without observations, or when the tail is smaller than one observation (<c>a·n &lt; 1</c>).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is out of range or the type is not supported.</exception>
    /// <exception cref="ArgumentException">An observation is not a finite number.</exception>
    public static TailLoss? Compute(ReadOnlySpan<double> pnl, double confidence, int quantileType = 1, bool extrapolate = false)
    {
        var a = Tail.Of(confidence);
        if (quantileType is < 1 or > 9)
        {
            throw new ArgumentOutOfRangeException(nameof(quantileType), quantileType, "must be from 1 to 9");
        }

        foreach (var value in pnl)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"observation {value} is not a finite number", nameof(pnl));
            }
        }

        var tail = Tail.Snap(a * pnl.Length);
        if (pnl.IsEmpty || (tail < 1 && !extrapolate))
        {
            return null;
        }

        var rank = Rank(pnl.Length, tail, quantileType);
        var smallest = SmallestValues.Of(pnl, Math.Min(pnl.Length, (int)Math.Ceiling(Math.Max(rank, tail))));
        return new(-Quantile(smallest, rank), -TailMean(smallest, tail));
    }

    /// <summary>
    /// Rank of the quantile at <paramref name="tail"/>/n: observation <c>h</c>, counted from 1 and limited to the sample; between two it lies in
    /// proportion. Types 1 to 3 never lie between, except that type 2 is the mean of both neighbours where the distribution function steps.
    /// </summary>
    private static double Rank(int count, double tail, int type)
    {
        var a = tail / count;
        var h = type switch
        {
            1 => Math.Ceiling(tail),
            2 => tail == Math.Floor(tail) ? tail + 0.5 : Math.Ceiling(tail),
            3 => Math.Round(Tail.Snap(2 * tail) / 2, MidpointRounding.ToEven),
            4 => tail,
            5 => tail + 0.5,
            6 => tail + a,
            7 => tail - a + 1,
            8 => tail + ((a + 1) / 3),
            _ => tail + (a / 4) + 0.375,
        };
        return Math.Clamp(Tail.Snap(h), 1, count);
    }

    private static double Quantile(double[] smallest, double rank)
    {
        var below = (int)rank;
        var fraction = rank - below;
        return fraction == 0 ? smallest[below - 1] : smallest[below - 1] + (fraction * (smallest[below] - smallest[below - 1]));
    }

    private static double TailMean(double[] smallest, double tail)
    {
        var whole = (int)tail;
        var sum = 0.0;
        for (var i = 0; i < whole; i++)
        {
            sum += smallest[i];
        }

        var fraction = tail - whole;
        return (fraction == 0 ? sum : sum + (fraction * smallest[whole])) / tail;
    }
}
