using System.Globalization;

namespace Ballast.Domain.Risk.Methods;

/// <summary>Checks and tail probabilities shared by all tail figures.</summary>
internal static class Tail
{
    private const double SnapTolerance = 1e-9;

    /// <summary>Tail probability: 1 − confidence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not above 0 and below 1.</exception>
    internal static double Of(double confidence) => confidence is > 0 and < 1
        ? 1 - confidence
        : throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must be above 0 and below 1, e.g. 0.99");

    /// <summary>Rounds a count that is within 1e-9 of an integer: 20 · (1 − 0.95) must be 1 although 1 − 0.95 is not exactly 0.05.</summary>
    internal static double Snap(double count) => Math.Abs(count - Math.Round(count)) <= SnapTolerance ? Math.Round(count) : count;

    /// <summary>Why a series is unusable; <see langword="null"/> when it has at least <paramref name="least"/> finite values.</summary>
    internal static string? Fault(ReadOnlySpan<double> series, int least)
    {
        foreach (var value in series)
        {
            if (!double.IsFinite(value))
            {
                return "an observation is not a finite number";
            }
        }

        return series.Length < least
            ? string.Create(CultureInfo.InvariantCulture, $"{series.Length} observations are too few: {least} are needed")
            : null;
    }

    /// <summary>Why there are too few observations for an empirical tail; <see langword="null"/> when there are enough.</summary>
    internal static string? TooFew(int observations, double confidence) =>
        Snap(Of(confidence) * observations) < 1
            ? string.Create(
                CultureInfo.InvariantCulture, $"{observations} observations are too few at {confidence}: {Math.Ceiling(Snap(1 / Of(confidence)))} are needed")
            : null;

    /// <summary>Whether all observations of a non-empty series are equal.</summary>
    internal static bool IsConstant(ReadOnlySpan<double> series) => series.IndexOfAnyExcept(series[0]) < 0;
}
