namespace Ballast.Domain.Risk.Quoting;

/// <summary>Quotes of a model, in quote currency.</summary>
/// <param name="Reservation">Reservation price, at which the market maker is indifferent.</param>
/// <param name="HalfSpread">Distance of each quote from the reservation price.</param>
public readonly record struct ModelQuote(double Reservation, double HalfSpread)
{
    /// <summary>Bid quote.</summary>
    public double Bid => Reservation - HalfSpread;

    /// <summary>Ask quote.</summary>
    public double Ask => Reservation + HalfSpread;
}

/// <summary>Models of optimal quotes for an inventory.</summary>
public static class QuotingModels
{
    /// <summary>Avellaneda and Stoikov (2008), eqs. 29–30: <c>r = s − qγσ²τ</c>, spread <c>γσ²τ + (2/γ)ln(1 + γ/κ)</c>.</summary>
    /// <param name="mid">Mid, in quote.</param>
    /// <param name="inventory">Signed inventory.</param>
    /// <param name="gamma">Risk aversion, in 1/quote; positive.</param>
    /// <param name="sigma">Standard deviation of the mid per square root of time, in quote; not negative.</param>
    /// <param name="timeLeft">Time to the end of trading, in the time unit of <paramref name="sigma"/>; not negative.</param>
    /// <param name="kappa">Decay of the fill intensity, in 1/quote; positive.</param>
    /// <returns><see langword="null"/> when an input is out of range.</returns>
    public static ModelQuote? AvellanedaStoikov(double mid, double inventory, double gamma, double sigma, double timeLeft, double kappa)
    {
        if (!(gamma > 0) || !(kappa > 0) || !(sigma >= 0) || !(timeLeft >= 0) || !double.IsFinite(mid) || !double.IsFinite(inventory))
        {
            return null;
        }

        var risk = gamma * sigma * sigma * timeLeft;
        return Finite(new(mid - (inventory * risk), (risk + (2 / gamma * LogOfOneAnd(gamma / kappa))) / 2));
    }

    /// <summary>
    /// Guéant, Lehalle and Fernandez-Tapia (2013), asymptotic with ξ = γ: <c>c₁ = ln(1 + γΔ/k)/(γΔ)</c>,
    /// <c>c₂ = √(γ/(2AΔk)·(1 + γΔ/k)^(k/(γΔ)+1))</c>, half-spread <c>c₁ + Δσc₂/2</c>, skew <c>σc₂</c> per unit of inventory.
    /// </summary>
    /// <param name="mid">Mid, in quote.</param>
    /// <param name="inventory">Signed inventory.</param>
    /// <param name="gamma">Risk aversion, in 1/quote; positive.</param>
    /// <param name="sigma">Standard deviation of the mid per square root of time, in quote; not negative.</param>
    /// <param name="intensity">A and k of the fill intensity; both positive.</param>
    /// <param name="delta">Size of a quote; positive.</param>
    /// <returns><see langword="null"/> when an input is out of range.</returns>
    public static ModelQuote? Glft(double mid, double inventory, double gamma, double sigma, (double A, double K) intensity, double delta)
    {
        var (a, k) = intensity;
        if (!(gamma > 0) || !(a > 0) || !(k > 0) || !(delta > 0) || !(sigma >= 0) || !double.IsFinite(mid) || !double.IsFinite(inventory))
        {
            return null;
        }

        var (c1, c2) = GlftConstants(gamma, a, k, delta);
        return Finite(new(mid - (sigma * c2 * inventory), c1 + (delta * sigma * c2 / 2)));
    }

    /// <summary>The constants c₁ and c₂ of <see cref="Glft"/>.</summary>
    public static (double C1, double C2) GlftConstants(double gamma, double a, double k, double delta)
    {
        var g = gamma * delta;
        var log = LogOfOneAnd(g / k);
        return (log / g, Math.Sqrt(gamma / (2 * a * delta * k) * Math.Exp(((k / g) + 1) * log)));
    }

    /// <summary>ln(1 + x) by Kahan's formula, which is accurate for the very small x of instruments with low prices and so large k.</summary>
    private static double LogOfOneAnd(double x) => 1 + x is var sum && sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));

    private static ModelQuote? Finite(ModelQuote quote) => double.IsFinite(quote.Reservation) && double.IsFinite(quote.HalfSpread) ? quote : null;
}
