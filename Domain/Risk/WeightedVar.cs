namespace Ballast.Domain.Risk;

/// <summary>Historical figures in which observations count more the newer they are (Boudoukh, Richardson and Whitelaw 1998).</summary>
/// <remarks>
/// The newest has age 1 and <c>wᵢ = (1 − λ)λⁱ⁻¹/(1 − λⁿ)</c>. VaR is the first observation, from the worst, at which the weights reach the
/// tail probability; ES weighs the tail, the boundary by what is left of it.
/// </remarks>
public static class WeightedVar
{
    private const double Tolerance = 1e-12;

    /// <summary>Weight of an observation by age, the newest being 1.</summary>
    public static double Weight(int age, int count, double lambda) => (1 - lambda) * Math.Pow(lambda, age - 1) / (1 - Math.Pow(lambda, count));

    /// <summary>Computes both figures.</summary>
    /// <param name="pnl">Oldest first.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="lambda">Decay by step, above 0 and below 1, e.g. 0.98.</param>
    /// <returns>None when the tail is smaller than an observation of the newest's weight would be with equal weights.</returns>
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
