namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Rate at which market orders trade at least a distance δ from the mid, fitted as <c>λ(δ) = A·e^(−kδ)</c>.</summary>
/// <remarks>
/// M. Avellaneda and S. Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8 (2008), §3; O. Guéant, C.-A. Lehalle
/// and J. Fernandez-Tapia, "Dealing with the inventory risk", Mathematics and Financial Economics 7 (2013). The logarithm of the
/// rate is fitted by ordinary least squares on <see cref="Steps"/> equal steps of δ, from 0 to the largest distance that enough orders
/// reached.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.fill-intensity")]
public sealed record FillIntensity
{
    /// <summary>Minimum number of orders for a fit.</summary>
    public const int LeastOrders = 50;

    /// <summary>Number of distance steps; the line is fitted to one point more.</summary>
    public const int Steps = 20;

    /// <summary>
    /// At least this many orders, and at least one in <see cref="PartAtEnd"/>, must reach the largest distance, because logarithms of small
    /// counts are mostly noise.
    /// </summary>
    private const int LeastAtEnd = 10;
    private const int PartAtEnd = 100;

    /// <summary>Relative tolerance: a distance is a difference of rounded prices and may miss a step by their rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>A: orders per second at distance 0; <see langword="null"/> without a fit.</summary>
    [Id(0)] public double? A { get; init; }

    /// <summary>k: decay of the rate, in 1/quote; positive; <see langword="null"/> without a fit.</summary>
    [Id(1)] public double? K { get; init; }

    /// <summary>R²: share of the variance of the logarithms explained by the line, from 0 to 1; <see langword="null"/> without a fit.</summary>
    [Id(2)] public double? RSquared { get; init; }

    /// <summary>Number of orders. Trades of one side at one venue time count as one order with the largest of their distances.</summary>
    [Id(3)] public int Observations { get; init; }

    /// <summary>Length of venue time in which they were observed.</summary>
    [Id(4)] public TimeSpan Window { get; init; }

    /// <summary>Largest distance fitted, in quote; <see langword="null"/> without a fit.</summary>
    [Id(5)] public double? Furthest { get; init; }

    /// <summary>Why there is no fit, or which part of the window was not observed; otherwise <see langword="null"/>.</summary>
    [Id(6)] public string? Reason { get; init; }

    /// <summary>A result without a fit.</summary>
    public static FillIntensity None(int observations, TimeSpan window, string reason) => new() { Observations = observations, Window = window, Reason = reason };

    /// <summary>Fits the line.</summary>
    /// <param name="distances">Distance of each order beyond the mid, in quote, negative on the near side of the mid; in any order.</param>
    /// <param name="window">Length of venue time in which they were observed; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not positive.</exception>
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

        // For each step count the orders that reached it, with a tolerance so that those at the last step are counted.
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
