namespace Ballast.Domain.Risk.Methods;

/// <summary>Historical value at risk and expected shortfall with higher weights for newer observations (Boudoukh, Richardson and Whitelaw 1998).</summary>
/// <remarks>
/// The observation of age i, 1 for the newest, has the weight <c>wᵢ = (1 − λ)λⁱ⁻¹/(1 − λⁿ)</c>. VaR is the first observation, from the worst on,
/// at which the sum of weights reaches the tail probability. ES is the weighted mean of the tail; the boundary counts with the remaining weight.
/// </remarks>
public static class WeightedVar
{
    private const double Tolerance = 1e-12;

    /// <summary>Weight of an observation by its age, which is 1 for the newest.</summary>
    public static double Weight(int age, int count, double lambda) => (1 - lambda) * Math.Pow(lambda, age - 1) / (1 - Math.Pow(lambda, count));

    /// <summary>Computes both figures.</summary>
    /// <param name="pnl">Profits, oldest first.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="lambda">Decay factor per step, above 0 and below 1, e.g. 0.98.</param>
    /// <returns>No figures when there are fewer observations than equal weights would need for the tail.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Confidence or decay factor is out of range.</exception>
    public static TailFigure Compute(ReadOnlySpan<double> pnl, double confidence, double lambda)
    {
        if (lambda is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "must be above 0 and below 1, e.g. 0.98");
        }

        var a = Tail.Of(confidence);
        if ((Tail.Fault(pnl, 1) ?? Tail.TooFew(pnl.Length, confidence)) is { } fault)
        {
            return TailFigure.None(fault);
        }

        var weighted = new (double Pnl, double Weight)[pnl.Length];
        for (var i = 0; i < pnl.Length; i++)
        {
            weighted[i] = (pnl[i], Weight(pnl.Length - i, pnl.Length, lambda));
        }

        Array.Sort(weighted, (x, y) => x.Pnl.CompareTo(y.Pnl));
        var (reached, sum) = (0.0, 0.0);
        foreach (var (value, weight) in weighted)
        {
            var counted = Math.Min(weight, a - reached);
            sum += counted * value;
            reached += weight;
            if (reached >= a - Tolerance)
            {
                return TailFigure.Of(-value, -sum / a);
            }
        }

        return TailFigure.None("the weights do not reach the tail");
    }
}
