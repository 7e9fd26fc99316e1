namespace Ballast.Domain.Risk;

/// <summary>Figures of one portfolio by all methods asked for, and what each instrument adds to them. In report currency.</summary>
public sealed record RiskReport
{
    /// <summary>In the order of <see cref="RiskMethods.All"/>.</summary>
    public required IReadOnlyList<RiskFigure> Figures { get; init; }

    /// <summary>One for each instrument of a position that could be revalued, in order; they sum to the partial figures, which are the figures when nothing is missing.</summary>
    public required IReadOnlyList<RiskComponent> Components { get; init; }

    /// <summary>What is missing from the figures, each in words; empty when nothing is.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Joint moves that history holds, at most the window.</summary>
    public required int Observations { get; init; }

    /// <summary>Grid time of the newest of them; the default when there is none.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>The figure of a method; <see langword="null"/> when it was not asked for.</summary>
    public RiskFigure? Of(string method) => Figures.FirstOrDefault(figure => figure.Method == method);
}
