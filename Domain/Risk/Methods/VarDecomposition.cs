using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Ballast.Domain.Risk.Methods;

/// <summary>Decomposition of the value at risk by exposure. Arrays have one entry per exposure, in the order given; a loss is positive.</summary>
/// <param name="ValueAtRisk">Value at risk of all exposures together.</param>
/// <param name="ExpectedShortfall">Expected shortfall of all exposures together.</param>
/// <param name="Marginal">Change of the value at risk per additional unit of the exposure.</param>
/// <param name="Component">Exposure times marginal; components add up to the value at risk (Garman 1996).</param>
/// <param name="Incremental">Value at risk minus that without the exposure.</param>
/// <param name="Standalone">Value at risk of the exposure alone.</param>
public sealed record VarDecomposition(
    double ValueAtRisk, double ExpectedShortfall, double[] Marginal, double[] Component, double[] Incremental, double[] Standalone)
{
    /// <summary>Component expected shortfall; for a normal tail it is proportional to the component value at risk.</summary>
    public double[] ComponentShortfall => ValueAtRisk == 0 ? [.. Component.Select(_ => 0.0)] : [.. Component.Select(c => c * ExpectedShortfall / ValueAtRisk)];

    /// <summary>Decomposes under a normal distribution with mean 0: <c>VaR = −z·√(wᵀSw)</c>, marginal <c>−z(Sw)ᵢ/√(wᵀSw)</c>.</summary>
    /// <param name="exposures">Exposures w: gain for a relative move of 1 in each instrument, in report currency, negative when short.</param>
    /// <param name="covariance">Covariance S of the relative moves.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <exception cref="ArgumentException">The matrix does not have one row and column per exposure.</exception>
    public static VarDecomposition Normal(IReadOnlyList<double> exposures, double[,] covariance, double confidence)
    {
        ArgumentNullException.ThrowIfNull(exposures);
        ArgumentNullException.ThrowIfNull(covariance);
        var p = exposures.Count;
        if (covariance.GetLength(0) != p || covariance.GetLength(1) != p)
        {
            throw new ArgumentException($"{p} exposures need a covariance of {p} by {p}, not {covariance.GetLength(0)} by {covariance.GetLength(1)}", nameof(covariance));
        }

        var unit = ParametricVar.Normal(0, 1, confidence).Loss!.Value;
        var held = exposures.ToArray();
        var moved = new double[p];
        for (var i = 0; i < p; i++)
        {
            moved[i] = TensorPrimitives.Dot(MemoryMarshal.CreateReadOnlySpan(ref covariance[i, 0], p), held);
        }

        var variance = Math.Max(0, Enumerable.Range(0, p).Sum(i => exposures[i] * moved[i]));
        var deviation = Math.Sqrt(variance);
        var marginal = moved.Select(m => deviation > 0 ? unit.ValueAtRisk * m / deviation : 0).ToArray();

        // Without i the variance loses its own term and its covariances with the others.
        var without = Enumerable.Range(0, p).Select(i =>
            Math.Sqrt(Math.Max(0, variance - (2 * exposures[i] * moved[i]) + (exposures[i] * exposures[i] * covariance[i, i]))));
        return new(
            unit.ValueAtRisk * deviation,
            unit.ExpectedShortfall * deviation,
            marginal,
            [.. marginal.Select((m, i) => exposures[i] * m)],
            [.. without.Select(w => unit.ValueAtRisk * (deviation - w))],
            [.. exposures.Select((w, i) => unit.ValueAtRisk * Math.Abs(w) * Math.Sqrt(covariance[i, i]))]);
    }
}
