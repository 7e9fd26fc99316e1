using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Methods;

/// <summary>The normal figure and its decomposition by instrument, and of the balances together.</summary>
/// <param name="Figure">Value at risk and expected shortfall, or the reason why there are none.</param>
/// <param name="Shares">Decomposition in the order of <see cref="Exposures"/>, last of the balances if there are any; <see langword="null"/> without a figure.</param>
/// <param name="Shrinkage">Shrinkage of the covariance, from 0 to 1.</param>
internal sealed record NormalSplit(TailFigure Figure, VarDecomposition? Shares, double Shrinkage)
{
    /// <summary>Exposure by instrument over all accounts, in report currency, in order of instrument.</summary>
    /// <remarks>Positions are in that order, so those of one instrument are neighbours.</remarks>
    internal static IReadOnlyList<KeyValuePair<InstrumentId, double>> Exposures(RiskHistory history)
    {
        var exposures = new List<KeyValuePair<InstrumentId, double>>(history.Legs.Length);
        for (var i = 0; i < history.Legs.Length; i++)
        {
            var instrument = history.Legs[i].Instrument;
            if (exposures.Count > 0 && exposures[^1].Key == instrument)
            {
                exposures[^1] = new(instrument, exposures[^1].Value + history.ExposureOf(i));
            }
            else
            {
                exposures.Add(new(instrument, history.ExposureOf(i)));
            }
        }

        return exposures;
    }

    /// <summary>Computes the figure and its decomposition.</summary>
    internal static NormalSplit Of(RiskHistory history)
    {
        var exposures = Exposures(history);
        var follows = history.Legs.Zip(history.Moved).DistinctBy(pair => pair.First.Instrument).ToDictionary(pair => pair.First.Instrument, pair => pair.Second.Instrument);
        var balances = ExposuresOfBalances(history);
        InstrumentId[] rows = [.. follows.Values.Concat(balances.Keys).Distinct().Order()];
        double[][] moves = [.. rows.Select(row => history.Moves.Of(row)!)];
        if (Tail.Fault(moves[0], 2) is { } fault)
        {
            return new(TailFigure.None(fault), null, 0);
        }

        // Instruments that use the same moves share a row of the covariance but have separate components.
        var settings = history.Inputs.Settings;
        var covariance = Covariance.Of(settings.Covariance, moves, settings.Lambda);
        int[] rowOf = [.. exposures.Select(exposure => Array.BinarySearch(rows, follows[exposure.Key]))];
        var matrix = Spread(covariance.Matrix, rowOf);
        double[] held = [.. exposures.Select(exposure => exposure.Value)];
        if (balances.Count > 0)
        {
            // The profit of all balances together is one more series, held once.
            var weights = rows.Select(row => balances.GetValueOrDefault(row)).ToArray();
            (matrix, held) = (WithBalances(matrix, rowOf, Times(covariance.Matrix, weights), weights), [.. held, 1]);
        }

        var shares = VarDecomposition.Normal(held, matrix, settings.Confidence);
        var figure = TailFigure.Of(shares.ValueAtRisk, shares.ExpectedShortfall);
        return new(figure, figure.Loss is null ? null : shares, covariance.Shrinkage);
    }

    /// <summary>Exposure of all balances by instrument of their conversions, in report currency; a rate that is the inverse of a mid falls as it rises.</summary>
    private static Dictionary<InstrumentId, double> ExposuresOfBalances(RiskHistory history)
    {
        var exposures = new Dictionary<InstrumentId, double>();
        foreach (var balance in history.Balances)
        {
            var worth = history.WorthOf(balance);
            foreach (var hop in history.Inputs.Rates[balance.Asset].Hops)
            {
                exposures[hop.Instrument] = exposures.GetValueOrDefault(hop.Instrument) + (hop.Inverse ? -worth : worth);
            }
        }

        return exposures;
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

    /// <summary>Covariances of each row's move with the profit of the weights.</summary>
    private static double[] Times(double[,] matrix, double[] weights)
    {
        var product = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            for (var j = 0; j < weights.Length; j++)
            {
                product[i] += matrix[i, j] * weights[j];
            }
        }

        return product;
    }

    /// <summary>The matrix with a last row and column for the profit of the balances.</summary>
    private static double[,] WithBalances(double[,] matrix, int[] rowOf, double[] covariances, double[] weights)
    {
        var last = rowOf.Length;
        var wider = new double[last + 1, last + 1];
        for (var i = 0; i < last; i++)
        {
            for (var j = 0; j < last; j++)
            {
                wider[i, j] = matrix[i, j];
            }

            wider[i, last] = wider[last, i] = covariances[rowOf[i]];
        }

        wider[last, last] = Math.Max(0, weights.Zip(covariances).Sum(pair => pair.First * pair.Second));
        return wider;
    }
}
