using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Methods;

/// <summary>The normal figure and its decomposition by instrument.</summary>
/// <param name="Figure">Value at risk and expected shortfall, or the reason why there are none.</param>
/// <param name="Shares">Decomposition in the order of <see cref="Exposures"/>; <see langword="null"/> without a figure.</param>
/// <param name="Shrinkage">Shrinkage of the covariance, from 0 to 1.</param>
internal sealed record NormalSplit(TailFigure Figure, VarDecomposition? Shares, double Shrinkage)
{
    /// <summary>Exposure by instrument over all accounts, in report currency, in order of instrument.</summary>
    internal static SortedDictionary<InstrumentId, double> Exposures(RiskHistory history)
    {
        var exposures = new SortedDictionary<InstrumentId, double>();
        for (var i = 0; i < history.Legs.Length; i++)
        {
            exposures[history.Legs[i].Instrument] = exposures.GetValueOrDefault(history.Legs[i].Instrument) + history.ExposureOf(i);
        }

        return exposures;
    }

    /// <summary>Computes the figure and its decomposition.</summary>
    internal static NormalSplit Of(RiskHistory history)
    {
        var exposures = Exposures(history);
        var follows = history.Legs.Zip(history.Moved).DistinctBy(pair => pair.First.Instrument).ToDictionary(pair => pair.First.Instrument, pair => pair.Second.Instrument);
        InstrumentId[] rows = [.. follows.Values.Distinct().Order()];
        double[][] moves = [.. rows.Select(row => history.Moves.Of(row)!)];
        if (Tail.Fault(moves[0], 2) is { } fault)
        {
            return new(TailFigure.None(fault), null, 0);
        }

        // Instruments that use the same moves share a row of the covariance but have separate components.
        var settings = history.Inputs.Settings;
        var covariance = Covariance.Of(settings.Covariance, moves, settings.Lambda);
        int[] rowOf = [.. exposures.Keys.Select(instrument => Array.BinarySearch(rows, follows[instrument]))];
        var shares = VarDecomposition.Normal([.. exposures.Values], Spread(covariance.Matrix, rowOf), settings.Confidence);
        var figure = TailFigure.Of(shares.ValueAtRisk, shares.ExpectedShortfall);
        return new(figure, figure.Loss is null ? null : shares, covariance.Shrinkage);
    }

    private static double[,] Spread(double[,] matrix, int[] rowOf)
    {
        if (rowOf.Length == matrix.GetLength(0) && rowOf.Index().All(at => at.Index == at.Item))
        {
            return matrix;
        }

        var spread = new double[rowOf.Length, rowOf.Length];
        for (var i = 0; i < rowOf.Length; i++)
        {
            for (var j = 0; j < rowOf.Length; j++)
            {
                spread[i, j] = matrix[rowOf[i], rowOf[j]];
            }
        }

        return spread;
    }
}
