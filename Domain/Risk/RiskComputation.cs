using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>A portfolio's risk by all methods, from nothing but its inputs: whoever has these makes the same figures to the last digit.</summary>
/// <remarks>
/// <para>Empirical and fitted methods work on the profits of the present positions under the joint moves of history, revalued in full; the normal
/// method on exposures and a covariance, so that its components sum to it; Monte Carlo on simulated joint moves, revalued in full.</para>
/// <para>Horizon of several steps. Direct: overlapping moves of the whole horizon go into everything, simulation too. Otherwise every figure
/// (with its standard error and components) is that of one step times <see cref="HorizonScaling"/>'s factor; the correlation is that of the
/// profits of neighbouring observations, and without one (constant profits, or fewer than three) the figures are <see langword="null"/>.</para>
/// <para>A position whose samples, conversion or mark is missing is left out: figures are then <see langword="null"/> with the reason, and the
/// partial ones are those of the rest.</para>
/// </remarks>
public static class RiskComputation
{
    /// <summary>Computes all figures.</summary>
    /// <param name="inputs">The portfolio.</param>
    /// <param name="fit">Made earlier by <see cref="RiskFit.Of(RiskInputs, IReadOnlyCollection{string}?)"/>; not used when instruments or conventions are others by now.</param>
    /// <param name="methods">Of <see cref="RiskMethods"/>; <see langword="null"/> for all. Components are of the historical and the normal one.</param>
    /// <exception cref="ArgumentException">A setting is outside its range, a method is not known, or samples are given twice; the message names it.</exception>
    public static RiskReport Compute(RiskInputs inputs, RiskFit? fit = null, IReadOnlyCollection<string>? methods = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Check(inputs.Settings, methods);
        var history = RiskHistory.Of(inputs);
        var set = history.Revalue();
        var (scale, rule, fault) = Horizon(inputs.Settings, set.Total);
        var reason = history.Reason ?? fault;
        var asOf = history.Moves.GridIndex is [.., var newest] ? inputs.Settings.Sampling.TimeOf(newest) : default;
        var split = NormalSplit.Of(history, IsAsked(methods, RiskMethods.Normal) && reason is null);
        var work = new RiskMethodFigures(history, set.Total, fit, split);
        var figures = RiskMethods.All.Where(method => IsAsked(methods, method)).Select(method =>
        {
            var (figure, parameters) = reason is null ? work.Of(method) : (TailFigure.None(reason), "");
            return Figure(method, figure, Joined(parameters, rule), scale, history, asOf);
        });
        return new()
        {
            Figures = [.. figures],
            Components = RiskComponents.Of(history, set, split, scale, IsAsked(methods, RiskMethods.Historical) && reason is null),
            Missing = history.Missing,
            Observations = history.Moves.Count,
            AsOf = asOf,
        };
    }

    internal static void Check(RiskSettings settings, IReadOnlyCollection<string>? methods)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (string Name, object Value, bool IsRight, string Range)[] ranges =
        [
            (nameof(settings.Grid), settings.Grid, settings.Grid > TimeSpan.Zero, "must be positive"),
            (nameof(settings.Confidence), settings.Confidence, settings.Confidence is > 0.5 and < 1, "must be above 0.5 and below 1, e.g. 0.99"),
            (nameof(settings.Window), settings.Window, settings.Window > 0, "must be positive"),
            (nameof(settings.Steps), settings.Steps, settings.Steps > 0, "must be positive"),
            (nameof(settings.Lambda), settings.Lambda, settings.Lambda is > 0 and < 1, "must be above 0 and below 1, e.g. 0.94"),
            (nameof(settings.AgeLambda), settings.AgeLambda, settings.AgeLambda is > 0 and < 1, "must be above 0 and below 1, e.g. 0.98"),
            (nameof(settings.Paths), settings.Paths, settings.Paths > 0, "must be positive"),
        ];
        foreach (var (name, value, isRight, range) in ranges)
        {
            if (!isRight)
            {
                throw new ArgumentOutOfRangeException(nameof(settings), value, $"{name} {range}");
            }
        }

        if (methods?.FirstOrDefault(method => !RiskMethods.All.Contains(method)) is { } unknown)
        {
            throw new ArgumentException($"'{unknown}' is no method; there are {string.Join(", ", RiskMethods.All)}", nameof(methods));
        }
    }

    private static bool IsAsked(IReadOnlyCollection<string>? methods, string method) => methods?.Contains(method) ?? true;

    /// <summary>Factor from one step to the horizon, its parameter in words, and why there is none.</summary>
    private static (double Scale, string Rule, string? Fault) Horizon(RiskSettings settings, double[] profits)
    {
        if (settings.Steps == 1 || settings.HorizonRule == HorizonRule.Direct)
        {
            return (1, "", null);
        }

        if (settings.HorizonRule == HorizonRule.SquareRoot)
        {
            return (HorizonScaling.SquareRoot(settings.Steps), "", null);
        }

        return HorizonScaling.FirstCorrelation(profits) is { } rho && double.IsFinite(rho)
            ? (HorizonScaling.Autoregressive(settings.Steps, rho), FormattableString.Invariant($"ρ {rho:G6}"), null)
            : (1, "", "no correlation of neighbouring profits: they are constant, or fewer than three");
    }

    private static RiskFigure Figure(string method, TailFigure tail, string parameters, double scale, RiskHistory history, Instant asOf)
    {
        // Adding 0 makes a negative zero, which minus a profit of 0 is, a plain one.
        double? Scaled(double? value) => (value * scale) + 0.0 is { } scaled && double.IsFinite(scaled) ? scaled : null;
        var (settings, isWhole) = (history.Inputs.Settings, history.Missing.Count == 0);
        var (partialVar, partialShortfall) = (Scaled(tail.Loss?.ValueAtRisk), Scaled(tail.Loss?.ExpectedShortfall));
        var reason = tail.Reason ?? (partialVar is null || partialShortfall is null ? "the figure is past what a number can hold" : null);
        return new()
        {
            Method = method,
            Confidence = settings.Confidence,
            Horizon = settings.Horizon,
            HorizonRule = settings.HorizonRule,
            Window = settings.Window,
            Observations = history.Moves.Count,
            QuantileType = RiskMethodFigures.QuantileTypeOf(method),
            ShortfallDefinition = RiskMethodFigures.ShortfallDefinitionOf(method),
            Parameters = parameters,
            Seed = method == RiskMethods.MonteCarlo ? settings.Seed : null,
            ValueAtRisk = isWhole ? partialVar : null,
            ExpectedShortfall = isWhole ? partialShortfall : null,
            PartialValueAtRisk = partialVar,
            PartialExpectedShortfall = partialShortfall,
            StandardError = Scaled(tail.StandardError),
            Flag = reason is null ? tail.Flag : null,
            Reason = isWhole ? reason : string.Join("; ", reason is null ? history.Missing : [.. history.Missing, reason]),
            AsOf = asOf,
        };
    }

    private static string Joined(string first, string second) => first.Length > 0 && second.Length > 0 ? $"{first}, {second}" : first + second;
}
