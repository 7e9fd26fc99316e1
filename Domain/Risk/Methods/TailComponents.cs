using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Methods;

/// <summary>Components of the empirical tail loss by leg.</summary>
/// <param name="Shortfall">Component expected shortfall, one per leg, and of a scenario set last that of the balances; components add up to the expected shortfall (Tasche 1999).</param>
/// <param name="ValueAtRisk">Loss of each leg in the scenario that gives the value at risk of type 1; these add up to it but are less stable.</param>
public sealed record TailComponents(double[] Shortfall, double[] ValueAtRisk)
{
    /// <summary>Computes the components of the positions and, last, of the balances of a set.</summary>
    /// <param name="set">Profits of positions and balances.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <returns><see langword="null"/> when the tail is smaller than an observation.</returns>
    public static TailComponents? Of(ScenarioSet set, double confidence)
    {
        ArgumentNullException.ThrowIfNull(set);
        var legs = set.Legs.Count;
        return Of(legs + 1, (leg, scenario) => leg < legs ? set.Of(leg, scenario) : set.Balances.At(scenario), set.Total, confidence);
    }

    /// <summary>Averages each leg over the scenarios of the tail; the one at the boundary counts with its fraction.</summary>
    /// <param name="legs">Profits by leg and scenario.</param>
    /// <param name="total">Total profit by scenario.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <returns><see langword="null"/> when the tail is smaller than an observation.</returns>
    public static TailComponents? Of(IReadOnlyList<double[]> legs, ReadOnlySpan<double> total, double confidence)
    {
        ArgumentNullException.ThrowIfNull(legs);
        return Of(legs.Count, (leg, scenario) => legs[leg][scenario], total, confidence);
    }

    private static TailComponents? Of(int legs, Func<int, int, double> pnl, ReadOnlySpan<double> total, double confidence)
    {
        var tail = Tail.Snap(Tail.Of(confidence) * total.Length);
        if (tail < 1)
        {
            return null;
        }

        // Equal totals keep their order, so that the components do not depend on the sorting algorithm.
        var order = new int[total.Length];
        var values = total.ToArray();
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (x, y) => values[x].CompareTo(values[y]) is var c && c != 0 ? c : x.CompareTo(y));
        var whole = (int)Math.Floor(tail);
        var fraction = tail - whole;
        var at = order[(int)Math.Ceiling(tail) - 1];
        var shortfall = new double[legs];
        for (var leg = 0; leg < legs; leg++)
        {
            var sum = fraction > 0 ? fraction * pnl(leg, order[whole]) : 0;
            for (var i = 0; i < whole; i++)
            {
                sum += pnl(leg, order[i]);
            }

            shortfall[leg] = -sum / tail;
        }

        return new(shortfall, [.. Enumerable.Range(0, legs).Select(leg => -pnl(leg, at))]);
    }
}
