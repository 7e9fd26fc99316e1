namespace Ballast.Domain.Risk.Methods;

/// <summary>Value at risk and expected shortfall, or the reason why there are none.</summary>
/// <param name="Loss">Both figures; <see langword="null"/> for the reason given.</param>
/// <param name="Reason">Why there is no figure; <see langword="null"/> when there is one.</param>
public sealed record TailFigure(TailLoss? Loss, string? Reason)
{
    /// <summary>Warning about the figure, e.g. that its method is outside its domain; <see langword="null"/> without one.</summary>
    public string? Flag { get; init; }

    /// <summary>Standard error of the value at risk, in its unit; <see langword="null"/> for methods that do not simulate.</summary>
    public double? StandardError { get; init; }

    /// <summary>Creates a figure, or none when one of the values is not finite.</summary>
    public static TailFigure Of(double valueAtRisk, double expectedShortfall) =>
        double.IsFinite(valueAtRisk) && double.IsFinite(expectedShortfall)
            ? new(new TailLoss(valueAtRisk, expectedShortfall), null)
            : None("the figure is past what a number can hold");

    /// <summary>Creates a result without figure.</summary>
    public static TailFigure None(string reason) => new(null, reason);
}
