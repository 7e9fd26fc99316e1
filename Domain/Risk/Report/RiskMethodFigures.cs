using System.Globalization;
using Ballast.Domain.Risk.Methods;

namespace Ballast.Domain.Risk.Report;

/// <summary>Computes the figure of each method for the horizon of the moves, with its parameters as text.</summary>
internal sealed class RiskMethodFigures(RiskHistory history, double[] profits, RiskFit? fit, NormalSplit? split)
{
    private const string Fractional = "Acerbi-Tasche, fractional boundary";

    private readonly RiskSettings _settings = history.Inputs.Settings;

    internal static int? QuantileTypeOf(string method) => method switch
    {
        RiskMethods.Historical or RiskMethods.FilteredEwma or RiskMethods.FilteredGarch or RiskMethods.MonteCarlo => 1,
        RiskMethods.HistoricalInterpolated => 7,
        _ => null,
    };

    internal static string ShortfallDefinitionOf(string method) => method switch
    {
        RiskMethods.AgeWeighted => "weighted tail, boundary by the weight left",
        RiskMethods.Normal or RiskMethods.EwmaNormal => "tail mean of the normal",
        RiskMethods.CornishFisher => "integral of the corrected quantile",
        RiskMethods.StudentT => "tail mean of the Student t",
        _ => Fractional,
    };

    internal (TailFigure Figure, string Parameters) Of(string method) => method switch
    {
        RiskMethods.Historical => (Historical(1), ""),
        RiskMethods.HistoricalInterpolated => (Historical(7), ""),
        RiskMethods.AgeWeighted => (WeightedVar.Compute(profits, _settings.Confidence, _settings.AgeLambda), Text($"λ {_settings.AgeLambda}")),
        RiskMethods.FilteredEwma => (FilteredVar.Ewma(profits, _settings.Confidence, _settings.Lambda), Text($"λ {_settings.Lambda}")),
        RiskMethods.FilteredGarch => Garch(),
        RiskMethods.Normal => (split!.Figure, Text($"mean 0, covariance {Name(_settings.Covariance)}{Shrunk(_settings.Covariance, split.Shrinkage)}")),
        RiskMethods.EwmaNormal => (ParametricVar.EwmaNormal(profits, _settings.Confidence, _settings.Lambda), Text($"mean 0, λ {_settings.Lambda}")),
        RiskMethods.CornishFisher => CornishFisher(),
        RiskMethods.StudentT => StudentT(),
        RiskMethods.MonteCarlo => Simulated(),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "is not a method"),
    };

    private TailFigure Historical(int type) =>
        (Tail.Fault(profits, 1) ?? Tail.TooFew(profits.Length, _settings.Confidence)) is { } fault
            ? TailFigure.None(fault)
            : new(HistoricalVar.Compute(profits, _settings.Confidence, type), null);

    private (TailFigure, string) Garch()
    {
        var known = fit is { Alpha: not null, Beta: not null } && fit.IsFor(history) ? fit : RiskFit.Of(history, profits, [RiskMethods.FilteredGarch]);
        if (known is not { Alpha: { } alpha, Beta: { } beta })
        {
            return (TailFigure.None(known.GarchReason!), "");
        }

        var omega = profits.Length > 0 ? VarianceFilter.MeanSquare(profits) * (1 - alpha - beta) : 0;
        return (FilteredVar.Garch(profits, _settings.Confidence, new GarchParameters(omega, alpha, beta)), Text($"ω {omega:G6}, α {alpha:G6}, β {beta:G6}"));
    }

    private (TailFigure, string) CornishFisher()
    {
        var figure = ParametricVar.CornishFisher(profits, _settings.Confidence);
        return figure.Loss is null ? (figure, "") : (figure, Moments.Of(profits) is var m ? Text($"skewness {m.Skewness:G6}, excess kurtosis {m.ExcessKurtosis:G6}") : "");
    }

    private (TailFigure, string) StudentT()
    {
        var figure = ParametricVar.StudentT(profits, _settings.Confidence);
        return figure.Loss is null ? (figure, "") : (figure, Text($"ν {ParametricVar.FittedDegrees(Moments.Of(profits)):G6}"));
    }

    private (TailFigure, string) Simulated()
    {
        var known = fit?.Simulated is not null && fit.IsFor(history) ? fit : RiskFit.Of(history, profits, [RiskMethods.MonteCarlo]);
        var covariance = Name(_settings.SimulatedCovariance) + Shrunk(_settings.SimulatedCovariance, known.Shrinkage);
        var parameters = Text($"{_settings.Paths} paths, {MonteCarlo.Generator}, covariance {covariance}");
        return known.Simulated is { } moves
            ? (MonteCarlo.Figure(history.Revalue(moves).Total, _settings.Confidence), parameters)
            : (TailFigure.None(known.SimulatedReason!), parameters);
    }

    private static string Name(CovarianceMethod method) => method switch
    {
        CovarianceMethod.Sample => "sample",
        CovarianceMethod.Ewma => "EWMA",
        CovarianceMethod.LedoitWolfIdentity => "Ledoit-Wolf identity",
        CovarianceMethod.LedoitWolfConstantCorrelation => "Ledoit-Wolf constant correlation",
        _ => "OAS",
    };

    private string Shrunk(CovarianceMethod method, double shrinkage) => method switch
    {
        CovarianceMethod.Sample => "",
        CovarianceMethod.Ewma => Text($" λ {_settings.Lambda}"),
        _ => Text($" shrunk {shrinkage:G4}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
