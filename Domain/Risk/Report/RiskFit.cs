using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Report;

/// <summary>Simulated moves and GARCH weights, which are slow to compute and change slowly, so that several grid steps can reuse them.</summary>
/// <remarks>
/// Simulated moves depend only on samples and can be reused until instruments or settings change. Of the GARCH parameters only α and β are kept:
/// ω is computed from the variance of the current profits (variance targeting). Safe for concurrent use.
/// </remarks>
public sealed class RiskFit
{
    private readonly RiskSettings _settings;

    private RiskFit(RiskSettings settings, IReadOnlyList<InstrumentId> instruments) => (_settings, Instruments) = (settings, instruments);

    /// <summary>Instruments whose moves are simulated, in order.</summary>
    public IReadOnlyList<InstrumentId> Instruments { get; }

    /// <summary>GARCH weight α of the last squared profit; <see langword="null"/> when it could not be fitted.</summary>
    public double? Alpha { get; private init; }

    /// <summary>GARCH weight β of the last variance; <see langword="null"/> when it could not be fitted.</summary>
    public double? Beta { get; private init; }

    /// <summary>Why the weights were not fitted; otherwise <see langword="null"/>.</summary>
    internal string? GarchReason { get; private init; }

    /// <summary>Simulated joint moves; <see langword="null"/> for the reason in <see cref="SimulatedReason"/>.</summary>
    internal ScenarioMoves? Simulated { get; private init; }

    internal string? SimulatedReason { get; private init; }

    /// <summary>Shrinkage of the covariance used for the simulation, from 0 to 1.</summary>
    internal double Shrinkage { get; private init; }

    /// <summary>Computes a fit from a portfolio's history.</summary>
    /// <param name="inputs">Positions, rates, samples and settings of the portfolio.</param>
    /// <param name="methods">Names from <see cref="RiskMethods"/>, <see langword="null"/> for all; only what these methods need is computed.</param>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static RiskFit Of(RiskInputs inputs, IReadOnlyCollection<string>? methods = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        RiskComputation.Check(inputs.Settings, methods);
        var history = RiskHistory.Of(inputs);
        return Of(history, history.Revalue().Total, methods);
    }

    internal static RiskFit Of(RiskHistory history, double[] profits, IReadOnlyCollection<string>? methods)
    {
        var fit = methods is null || methods.Contains(RiskMethods.MonteCarlo) ? Simulate(history) : NotSimulated(history, "it was not asked for");
        var (garch, reason) = methods is null || methods.Contains(RiskMethods.FilteredGarch) ? GarchParameters.Fit(profits) : (null, "it was not asked for");
        return new(fit._settings, fit.Instruments)
        {
            Simulated = fit.Simulated,
            SimulatedReason = fit.SimulatedReason,
            Shrinkage = fit.Shrinkage,
            Alpha = garch?.Alpha,
            Beta = garch?.Beta,
            GarchReason = reason,
        };
    }

    /// <summary>Whether figures of <paramref name="inputs"/> can use this fit, because instruments and settings are the same.</summary>
    public bool IsFor(RiskInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return IsFor(RiskHistory.Of(inputs));
    }

    /// <summary>Whether instruments and settings are the same.</summary>
    internal bool IsFor(RiskHistory history) => _settings == history.Inputs.Settings && Instruments.SequenceEqual(history.Moves.Instruments);

    private static RiskFit NotSimulated(RiskHistory history, string reason) =>
        new(history.Inputs.Settings, [.. history.Moves.Instruments]) { SimulatedReason = reason };

    private static RiskFit Simulate(RiskHistory history)
    {
        var (moves, of) = (history.Moves, history.Inputs.Settings);
        InstrumentId[] instruments = [.. moves.Instruments];
        double[][] rows = [.. instruments.Select(instrument => moves.Of(instrument)!)];
        if (Tail.Fault(moves.Count > 0 ? rows[0] : [], 2) is { } fault)
        {
            return NotSimulated(history, fault);
        }

        var covariance = Covariance.Of(of.SimulatedCovariance, rows, of.Lambda);
        if (covariance.Matrix.Cast<double>().Any(value => !double.IsFinite(value)))
        {
            return NotSimulated(history, "the covariance is past what a number can hold");
        }

        var simulated = MonteCarlo.Moves(covariance.Matrix, of.Paths, of.Seed);
        return Array.Exists(simulated, row => !(System.Numerics.Tensors.TensorPrimitives.Min<double>(row) > -1))
            ? NotSimulated(history, "a simulated price falls to nothing: moves vary too much to be called normal")
            : new(of, instruments)
            {
                Simulated = new(instruments.Zip(simulated).ToDictionary(pair => pair.First, pair => pair.Second), of.Paths),
                Shrinkage = covariance.Shrinkage,
            };
    }
}
