namespace Ballast.Domain.MarketData;

/// <summary>How often trades reach a distance from the mid: <c>λ(δ) = A·e^(−kδ)</c>.</summary>
/// <remarks>
/// M. Avellaneda and S. Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8 (2008), §3; O. Guéant, C.-A. Lehalle
/// and J. Fernandez-Tapia, "Dealing with the inventory risk", Mathematics and Financial Economics 7 (2013). Ordinary least squares of the
/// logarithm of the rate at which orders reach at least δ, on <see cref="Steps"/> equal steps of δ from 0 to the largest distance that enough
/// of them reached.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.fill-intensity")]
public sealed record FillIntensity
{
    /// <summary>Fewest orders that a line is fitted to.</summary>
    public const int LeastOrders = 50;

    /// <summary>Steps of the distance; the line is fitted to one point more.</summary>
    public const int Steps = 20;

    /// <summary>Fewest orders that reach the largest distance, and the fewest as a part of all: logarithms of small counts are mostly noise.</summary>
    private const int LeastAtEnd = 10;
    private const int PartAtEnd = 100;

    /// <summary>A distance is the difference of two prices: one that is a step but for their rounding has reached it.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Orders by second at distance 0; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(0)] public double? A { get; init; }

    /// <summary>Decay by one unit of quote currency; positive; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(1)] public double? K { get; init; }

    /// <summary>Part of the variance of the logarithms that the line explains, from 0 to 1.</summary>
    [Id(2)] public double? RSquared { get; init; }

    /// <summary>Orders seen; prints of one side at one venue time are one order, which reached as far as the furthest of them.</summary>
    [Id(3)] public int Observations { get; init; }

    /// <summary>Stretch of venue time they came in.</summary>
    [Id(4)] public TimeSpan Window { get; init; }

    /// <summary>Largest distance fitted, in quote.</summary>
    [Id(5)] public double? Furthest { get; init; }

    /// <summary>Why there is no line, or what was not seen of the stretch; otherwise <see langword="null"/>.</summary>
    [Id(6)] public string? Reason { get; init; }

    /// <summary>Nothing to fit.</summary>
    public static FillIntensity None(int observations, TimeSpan window, string reason) => new() { Observations = observations, Window = window, Reason = reason };

    /// <summary>Fits the line.</summary>
    /// <param name="distances">How far each order reached beyond the mid, in quote, in any order; negative inside it.</param>
    /// <param name="window">Stretch they came in; positive.</param>
    public static FillIntensity Fit(ReadOnlySpan<double> distances, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window.Ticks, nameof(window));
        var n = distances.Length;
        if (n < LeastOrders)
        {
            return None(n, window, $"{n} orders in {window} are too few; {LeastOrders} are needed");
        }

        var sorted = distances.ToArray();
        Array.Sort(sorted);
        var furthest = sorted[n - Math.Max(LeastAtEnd, n / PartAtEnd)];
        if (!(furthest > 0) || !double.IsFinite(furthest))
        {
            return None(n, window, "hardly an order reached beyond the mid");
        }

        // Of every point on the grid: how many reached it. Those at the end do, whatever rounding made of the step.
        var (at, sumX, sumY, points) = (0, 0.0, 0.0, new (double X, double Y)[Steps + 1]);
        for (var i = 0; i <= Steps; i++)
        {
            var x = i == Steps ? furthest : furthest * i / Steps;
            while (at < n && sorted[at] < x - (Rounding * furthest))
            {
                at++;
            }

            points[i] = (x, Math.Log((n - at) / window.TotalSeconds));
            (sumX, sumY) = (sumX + points[i].X, sumY + points[i].Y);
        }

        var (meanX, meanY) = (sumX / points.Length, sumY / points.Length);
        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        foreach (var (x, y) in points)
        {
            xx += (x - meanX) * (x - meanX);
            xy += (x - meanX) * (y - meanY);
            yy += (y - meanY) * (y - meanY);
        }

        var slope = xy / xx;
        var a = Math.Exp(meanY - (slope * meanX));
        return !(slope < 0) || !double.IsFinite(slope) || !(a > 0) || !double.IsFinite(a)
            ? None(n, window, "orders that reach further are not fewer")
            : new() { A = a, K = -slope, RSquared = xy * xy / (xx * yy), Observations = n, Window = window, Furthest = furthest };
    }
}
