using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Report;

/// <summary>Computes a portfolio's risk by all methods. The figures depend only on the inputs and are reproducible to the last digit.</summary>
/// <remarks>
/// <para>Empirical and fitted methods use the profits of the current positions and balances under historical joint moves, revalued in full. The
/// normal method uses exposures and a covariance, so that its components add up. Monte Carlo uses simulated joint moves, revalued in full.</para>
/// <para>Horizons of several steps: with <see cref="HorizonRule.Direct"/> all methods use overlapping moves of the whole horizon. Otherwise every
/// figure, with its standard error and components, is that of one step times a factor of <see cref="HorizonScaling"/>. The autocorrelation is
/// that of the profits; when it is undefined, the figures are <see langword="null"/>.</para>
/// <para>Positions without samples, conversion or mark are left out, and so is what is unknown of balances in other assets than the report currency.
/// Figures are then <see langword="null"/> and the reason is given; partial figures cover the rest. When nothing is held whose value can change,
/// nothing can be lost, and every figure is 0.</para>
/// </remarks>
public static class RiskComputation
{
    /// <summary>Computes all figures.</summary>
    /// <param name="inputs">Positions, rates, samples and settings of the portfolio.</param>
    /// <param name="fit">
    /// Result of an earlier <see cref="RiskFit.Of(RiskInputs, IReadOnlyCollection{string}?)"/>; it is not used when instruments or settings
    /// have changed.
    /// </param>
    /// <param name="methods">Names from <see cref="RiskMethods"/>; <see langword="null"/> for all. Components are those of the historical and the normal method.</param>
    /// <exception cref="ArgumentException">A setting is out of range, a method is unknown, or samples are repeated; the message names it.</exception>
    public static RiskReport Compute(RiskInputs inputs, RiskFit? fit = null, IReadOnlyCollection<string>? methods = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Check(inputs.Settings, methods);
        var history = RiskHistory.Of(inputs);
        return Compute(history, history.Revalue(), fit, methods);
    }

    /// <summary>Computes all figures with an earlier fit if it still suits, else with a new one.</summary>
    /// <param name="inputs">Positions, rates, samples and settings of the portfolio.</param>
    /// <param name="fit">Result of an earlier fit; <see langword="null"/> when there is none.</param>
    /// <returns>The figures, and the fit they were computed with.</returns>
    /// <exception cref="ArgumentException">A setting is out of range or samples are repeated; the message names it.</exception>
    public static (RiskReport Report, RiskFit Fit) ComputeOrRefit(RiskInputs inputs, RiskFit? fit)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Check(inputs.Settings, null);
        var history = RiskHistory.Of(inputs);
        var set = history.Revalue();
        var used = fit is not null && fit.IsFor(history) ? fit : RiskFit.Of(history, set.Total, null);
        return (Compute(history, set, used, null), used);
    }

    private static RiskReport Compute(RiskHistory history, ScenarioSet set, RiskFit? fit, IReadOnlyCollection<string>? methods)
    {
        var inputs = history.Inputs;
        var (scale, rule, fault) = Horizon(inputs.Settings, set.Total);
        var reason = history.IsFlat ? null : history.Reason ?? fault;
        var asOf = history.Moves.GridIndex is [.., var newest] ? inputs.Settings.Sampling.TimeOf(newest) : default;
        var isComputed = reason is null && !history.IsFlat;
        var split = IsAsked(methods, RiskMethods.Normal) && isComputed ? NormalSplit.Of(history) : null;
        var tail = IsAsked(methods, RiskMethods.Historical) && isComputed && Tail.Fault(set.Total, 1) is null
            ? TailComponents.Of(set, inputs.Settings.Confidence)
            : null;
        var work = new RiskMethodFigures(history, set.Total, fit, split);
        var figures = RiskMethods.All.Where(method => IsAsked(methods, method)).Select(method =>
        {
            var (figure, parameters) = isComputed ? work.Of(method) : (history.IsFlat ? TailFigure.Of(0, 0) : TailFigure.None(reason!), "");
            return Figure(method, figure, Joined(parameters, rule), scale, history, asOf);
        });
        return new()
        {
            Figures = [.. figures],
            Components = RiskComponents.Of(history, split, scale, tail),
            Missing = history.Missing,
            Observations = history.Moves.Count,
            AsOf = asOf,
            IsFlat = history.IsFlat,
        };
    }

    internal static void Check(RiskSettings settings, IReadOnlyCollection<string>? methods)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (string Name, object Value, bool IsInRange, string Range)[] ranges =
        [
            (nameof(settings.Grid), settings.Grid, settings.Grid > TimeSpan.Zero, "must be positive"),
            (nameof(settings.Confidence), settings.Confidence, settings.Confidence is > 0.5 and < 1, "must be above 0.5 and below 1, e.g. 0.99"),
            (nameof(settings.Window), settings.Window, settings.Window > 0, "must be positive"),
            (nameof(settings.Steps), settings.Steps, settings.Steps > 0, "must be positive"),
            (nameof(settings.Lambda), settings.Lambda, settings.Lambda is > 0 and < 1, "must be above 0 and below 1, e.g. 0.94"),
            (nameof(settings.AgeLambda), settings.AgeLambda, settings.AgeLambda is > 0 and < 1, "must be above 0 and below 1, e.g. 0.98"),
            (nameof(settings.Paths), settings.Paths, settings.Paths > 0, "must be positive"),
        ];
        foreach (var (name, value, isInRange, range) in ranges)
        {
            if (!isInRange)
            {
                throw new ArgumentOutOfRangeException(nameof(settings), value, $"{name} {range}");
            }
        }

        if (methods?.FirstOrDefault(method => !RiskMethods.All.Contains(method)) is { } unknown)
        {
            throw new ArgumentException($"'{unknown}' is not a method; the methods are {string.Join(", ", RiskMethods.All)}", nameof(methods));
        }
    }

    private static bool IsAsked(IReadOnlyCollection<string>? methods, string method) => methods?.Contains(method) ?? true;

    /// <summary>Factor from one step to the horizon, its parameter as text, and the reason when there is none.</summary>
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
        // Adding 0 turns negative zero, which results from negating a profit of 0, into zero.
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
            Reason = isWhole ? reason : JoinedReasons.Of([.. history.Missing, reason]),
            AsOf = asOf,
        };
    }

    private static string Joined(string first, string second) => first.Length > 0 && second.Length > 0 ? $"{first}, {second}" : first + second;
}
