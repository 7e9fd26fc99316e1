using System.Globalization;

namespace Ballast.Domain.Risk;

/// <summary>What every tail figure begins with: is there anything it could be made of?</summary>
internal static class Tail
{
    private const double SnapTolerance = 1e-9;

    /// <summary>The tail probability of a confidence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not above 0 and below 1.</exception>
    internal static double Of(double confidence) => confidence is > 0 and < 1
        ? 1 - confidence
        : throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must be above 0 and below 1, e.g. 0.99");

    /// <summary>A count within 1e-9 of a whole one is that: 0.05 · 20 must be 1 although 1 − 0.95 is not quite 0.05.</summary>
    internal static double Snap(double count) => Math.Abs(count - Math.Round(count)) <= SnapTolerance ? Math.Round(count) : count;

    /// <summary>Why a series cannot be used, or <see langword="null"/>.</summary>
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

    /// <summary>Why an empirical tail cannot be had from so many observations, or <see langword="null"/>.</summary>
    internal static string? TooFew(int observations, double confidence) =>
        Snap(Of(confidence) * observations) < 1
            ? string.Create(
                CultureInfo.InvariantCulture, $"{observations} observations are too few at {confidence}: {Math.Ceiling(Snap(1 / Of(confidence)))} are needed")
            : null;

    /// <summary>Whether every observation is the same.</summary>
    internal static bool IsConstant(ReadOnlySpan<double> series) => series.IndexOfAnyExcept(series[0]) < 0;
}
