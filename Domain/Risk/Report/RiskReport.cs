namespace Ballast.Domain.Risk.Report;

/// <summary>Risk figures of one portfolio by all requested methods, and contributions by instrument, in report currency.</summary>
public sealed record RiskReport
{
    /// <summary>Figures in the order of <see cref="RiskMethods.All"/>.</summary>
    public required IReadOnlyList<RiskFigure> Figures { get; init; }

    /// <summary>
    /// Contributions of the instruments whose positions could be revalued, in order of instrument, and last that of the balances if they are at risk.
    /// They add up to the partial figures.
    /// </summary>
    public required IReadOnlyList<RiskComponent> Components { get; init; }

    /// <summary>Descriptions of what is missing from the figures; empty when nothing is.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Number of joint moves used, at most the window.</summary>
    public required int Observations { get; init; }

    /// <summary>Grid time of the newest joint move; the default when there is none.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>Whether nothing is held, or may be held, whose value could change: every figure is then 0.</summary>
    public bool IsFlat { get; init; }

    /// <summary>The figure of a method; <see langword="null"/> when it was not requested.</summary>
    public RiskFigure? Of(string method) => Figures.FirstOrDefault(figure => figure.Method == method);
}
