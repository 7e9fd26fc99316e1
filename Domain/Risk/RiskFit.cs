using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>What is slow to make and changes slowly: simulated moves, and the weights of a GARCH. It may serve several steps of the grid.</summary>
/// <remarks>
/// Simulated moves depend on the samples alone, and serve until the instruments or the conventions are others. Of the GARCH only α and β
/// are kept: ω follows anew from the variance of the present profits (variance targeting). Safe for use from many threads.
/// </remarks>
public sealed class RiskFit
{
    private readonly RiskSettings settings;

    private RiskFit(RiskSettings settings, IReadOnlyList<InstrumentId> instruments) => (this.settings, Instruments) = (settings, instruments);

    /// <summary>Instruments that moves are simulated of, in order.</summary>
    public IReadOnlyList<InstrumentId> Instruments { get; }

    /// <summary>Weight of the last square; <see langword="null"/> when nothing could be fitted.</summary>
    public double? Alpha { get; private init; }

    /// <summary>Weight of the last variance; <see langword="null"/> when nothing could be fitted.</summary>
    public double? Beta { get; private init; }

    /// <summary>Why nothing was fitted; otherwise <see langword="null"/>.</summary>
    internal string? GarchReason { get; private init; }

    /// <summary>Joint moves; <see langword="null"/> with <see cref="SimulatedReason"/>.</summary>
    internal ScenarioMoves? Simulated { get; private init; }

    internal string? SimulatedReason { get; private init; }

    /// <summary>How far the covariance simulated from was drawn to its target.</summary>
    internal double Shrinkage { get; private init; }

    /// <summary>Fits to a portfolio's history.</summary>
    /// <param name="inputs">The portfolio.</param>
    /// <param name="methods">Of <see cref="RiskMethods"/>; <see langword="null"/> for all. What none of them needs is not made.</param>
    /// <exception cref="ArgumentException">A setting is outside its range; the message names it.</exception>
    public static RiskFit Of(RiskInputs inputs, IReadOnlyCollection<string>? methods = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        RiskComputation.Check(inputs.Settings, methods);
        var history = RiskHistory.Of(inputs);
        return Of(history, history.Revalue().Total, methods);
    }

    internal static RiskFit Of(RiskHistory history, double[] profits, IReadOnlyCollection<string>? methods)
    {
        var fit = Simulate(history, methods is null || methods.Contains(RiskMethods.MonteCarlo));
        var (garch, reason) = methods is null || methods.Contains(RiskMethods.FilteredGarch) ? GarchParameters.Fit(profits) : (null, "it was not asked for");
        return new(fit.settings, fit.Instruments)
        {
            Simulated = fit.Simulated,
            SimulatedReason = fit.SimulatedReason,
            Shrinkage = fit.Shrinkage,
            Alpha = garch?.Alpha,
            Beta = garch?.Beta,
            GarchReason = reason,
        };
    }

    /// <summary>Whether it was made for the same instruments under the same conventions, so that figures of <paramref name="inputs"/> may use it.</summary>
    public bool IsFor(RiskInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return IsFor(RiskHistory.Of(inputs));
    }

    /// <summary>Whether it was made for the same instruments under the same conventions.</summary>
    internal bool IsFor(RiskHistory history) => settings == history.Inputs.Settings && Instruments.SequenceEqual(history.Moves.Instruments);

    private static RiskFit Simulate(RiskHistory history, bool isAsked)
    {
        var (moves, of) = (history.Moves, history.Inputs.Settings);
        InstrumentId[] instruments = [.. moves.Instruments];
        RiskFit None(string reason) => new(of, instruments) { SimulatedReason = reason };
        if (!isAsked)
        {
            return None("it was not asked for");
        }

        double[][] rows = [.. instruments.Select(instrument => moves.Of(instrument)!)];
        if (Tail.Fault(moves.Count > 0 ? rows[0] : [], 2) is { } fault)
        {
            return None(fault);
        }

        var covariance = Covariance.Of(of.SimulatedCovariance, rows, of.Lambda);
        if (covariance.Matrix.Cast<double>().Any(value => !double.IsFinite(value)))
        {
            return None("the covariance is past what a number can hold");
        }

        var simulated = MonteCarlo.Moves(covariance.Matrix, of.Paths, of.Seed);
        return Array.Exists(simulated, row => !(System.Numerics.Tensors.TensorPrimitives.Min<double>(row) > -1))
            ? None("a simulated price falls to nothing: moves vary too much to be called normal")
            : new(of, instruments)
            {
                Simulated = new(instruments.Zip(simulated).ToDictionary(pair => pair.First, pair => pair.Second), of.Paths),
                Shrinkage = covariance.Shrinkage,
            };
    }
}
