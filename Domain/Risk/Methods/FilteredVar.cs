namespace Ballast.Domain.Risk.Methods;

/// <summary>
/// Historical value at risk and expected shortfall of observations scaled to the current volatility: <c>r*ₜ = rₜ·σₙ₊₁/σₜ</c> (Hull and
/// White 1998; Barone-Adesi et al. 1999).
/// </summary>
public static class FilteredVar
{
    /// <summary>Scales by exponentially weighted volatility.</summary>
    public static TailFigure Ewma(ReadOnlySpan<double> pnl, double confidence, double lambda, int quantileType = 1) =>
        Fault(pnl, confidence) is { } fault ? TailFigure.None(fault) : Of(pnl, VarianceFilter.Ewma(pnl, lambda), confidence, quantileType);

    /// <summary>Scales by GARCH(1,1) volatility.</summary>
    public static TailFigure Garch(ReadOnlySpan<double> pnl, double confidence, in GarchParameters garch, int quantileType = 1) =>
        Fault(pnl, confidence) is { } fault ? TailFigure.None(fault) : Of(pnl, VarianceFilter.Garch(pnl, garch), confidence, quantileType);

    /// <summary>Scales by GARCH(1,1) volatility fitted to the observations.</summary>
    public static TailFigure Garch(ReadOnlySpan<double> pnl, double confidence, int quantileType = 1)
    {
        var (fitted, reason) = GarchParameters.Fit(pnl);
        return fitted is { } garch ? Garch(pnl, confidence, garch, quantileType) : TailFigure.None(reason!);
    }

    private static string? Fault(ReadOnlySpan<double> pnl, double confidence) =>
        Tail.Fault(pnl, 2) ?? Tail.TooFew(pnl.Length, confidence)
        ?? (VarianceFilter.MeanSquare(pnl) > 0 ? null : "every observation is 0: there is no volatility to scale by");

    private static TailFigure Of(ReadOnlySpan<double> pnl, double[] variances, double confidence, int quantileType)
    {
        var scaled = new double[pnl.Length];
        for (var t = 0; t < scaled.Length; t++)
        {
            scaled[t] = pnl[t] == 0 ? 0 : pnl[t] * Math.Sqrt(variances[^1] / variances[t]);
        }

        return Tail.Fault(scaled, 1) is { } fault
            ? TailFigure.None(fault)
            : HistoricalVar.Compute(scaled, confidence, quantileType) is { } loss ? new(loss, null) : TailFigure.None(Tail.TooFew(pnl.Length, confidence)!);
    }
}
