using System.Diagnostics;
using Ballast.Benchmarks.Micro;
using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Benchmarks.Risk;

/// <summary>Times each method over one portfolio of 500 instruments and 1,000 scenarios.</summary>
internal sealed class RiskStages(SomeRisk risk, int passes)
{
    internal const double Confidence = 0.99;
    internal const double Decay = 0.94;
    internal const int Paths = 10_000;

    /// <summary>Long enough that everything is compiled for good, also beside other work.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Moves of the instruments held, one row each.</summary>
    internal double[][] Moves { get; } = [.. risk.Legs.Select(leg => risk.Moves.Of(leg.Instrument)!)];

    /// <summary>Worth of a move of 1 in each instrument, in report currency.</summary>
    internal double[] Exposures { get; } = [.. risk.Legs.Select(leg => Value(leg) * (leg.Contract.Kind == ContractKind.Inverse ? -1 : 1) * (double)risk.Rates[leg.Settle].Rate)];

    /// <summary>What a position is worth now, in settle currency.</summary>
    internal static double Value(RiskLeg leg) => (double)leg.Quantity * leg.Contract.At((double)leg.Mark);

    internal IEnumerable<RiskTiming> Run()
    {
        yield return Time("historical, full revaluation", passes, () => HistoricalVar.Compute(risk.Revalue().Total, Confidence)!.Value.ValueAtRisk);
        var (inputs, covariance) = (risk.Inputs, Covariance.Sample(Moves).Matrix);
        yield return Time("normal, given the covariance", passes, () => VarDecomposition.Normal(Exposures, covariance, Confidence).ValueAtRisk);
        foreach (var (method, figure) in OfProfits(risk.Revalue().Total))
        {
            yield return Time(method, passes, () => figure()?.ValueAtRisk) with { Answer = null };
        }

        var few = Math.Max(1, passes / 5);
        yield return Time("historical from samples, with components", few, () => RiskComputation.Compute(inputs, null, [RiskMethods.Historical]).Figures[0].ValueAtRisk) with { Answer = null };
        var fit = RiskFit.Of(inputs);
        yield return Time("ten methods from samples, fits reused", few, () => RiskComputation.Compute(inputs, fit).Figures[0].ValueAtRisk) with { Answer = null };
        yield return Time("covariance, sample", few, () => Trace(Covariance.Sample(Moves)));
        yield return Time("covariance, EWMA", few, () => Trace(Covariance.Ewma(Moves, Decay)));
        yield return Time("covariance, Ledoit-Wolf identity", few, () => Covariance.LedoitWolfIdentity(Moves).Matrix[0, 1]);
        yield return Time("covariance, OAS", few, () => Covariance.Oas(Moves).Matrix[0, 1]);
        yield return Time("covariance, Ledoit-Wolf correlation", few, () => Covariance.LedoitWolfConstantCorrelation(Moves).Matrix[0, 1]);
        var shrunk = Covariance.LedoitWolfIdentity(Moves).Matrix;
        yield return Time("Monte Carlo, 10,000 paths", 1, () => MonteCarlo.Moves(shrunk, Paths, 1)[0][0]) with { Answer = null };
    }

    /// <summary>Methods that need nothing but the profits of 1,000 scenarios.</summary>
    private static IEnumerable<(string Method, Func<TailLoss?> Figure)> OfProfits(double[] pnl) =>
    [
        ("age-weighted, of 1,000 profits", () => WeightedVar.Compute(pnl, Confidence, 0.98).Loss),
        ("filtered EWMA, of 1,000 profits", () => FilteredVar.Ewma(pnl, Confidence, Decay).Loss),
        ("Cornish-Fisher, of 1,000 profits", () => ParametricVar.CornishFisher(pnl, Confidence).Loss),
        ("Student t, of 1,000 profits", () => ParametricVar.StudentT(pnl, Confidence).Loss),
        ("filtered GARCH with fit, of 1,000 profits", () => FilteredVar.Garch(pnl, Confidence).Loss),
    ];

    private static double Trace(CovarianceEstimate estimate) => Enumerable.Range(0, estimate.Matrix.GetLength(0)).Sum(i => estimate.Matrix[i, i]);

    private static RiskTiming Time(string method, int passes, Func<double?> compute)
    {
        var begin = Stopwatch.GetTimestamp();
        double? answer;
        do
        {
            answer = compute();
        }
        while (Stopwatch.GetElapsedTime(begin) < WarmUp);

        var times = new double[passes];
        for (var i = 0; i < passes; i++)
        {
            var start = Stopwatch.GetTimestamp();
            answer = compute();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return new(method, times[passes / 2], answer);
    }
}
