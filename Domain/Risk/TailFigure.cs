namespace Ballast.Domain.Risk;

/// <summary>A value at risk with its expected shortfall, or why there is none.</summary>
/// <param name="Loss">Both figures; <see langword="null"/> with a reason.</param>
/// <param name="Reason">Why there is no figure; <see langword="null"/> when there is one.</param>
public sealed record TailFigure(TailLoss? Loss, string? Reason)
{
    /// <summary>What is to be known of the figure, e.g. that its method is outside its domain; <see langword="null"/> for nothing.</summary>
    public string? Flag { get; init; }

    /// <summary>Standard error of the value at risk, in its unit; <see langword="null"/> where the method is not a simulation.</summary>
    public double? StandardError { get; init; }

    /// <summary>A figure.</summary>
    /// <remarks>What is not a finite number is no figure.</remarks>
    public static TailFigure Of(double valueAtRisk, double expectedShortfall) =>
        double.IsFinite(valueAtRisk) && double.IsFinite(expectedShortfall)
            ? new(new TailLoss(valueAtRisk, expectedShortfall), null)
            : None("the figure is past what a number can hold");

    /// <summary>No figure.</summary>
    public static TailFigure None(string reason) => new(null, reason);
}
