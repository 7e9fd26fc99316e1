namespace Ballast.Domain.Risk;

/// <summary>Shares of legs in the empirical tail of their sum.</summary>
/// <param name="Shortfall">Component expected shortfall, one a leg; sums to the expected shortfall (Tasche 1999).</param>
/// <param name="ValueAtRisk">Each leg's loss in the one scenario that is the value at risk of type 1; sums to it, and is less stable.</param>
public sealed record TailComponents(double[] Shortfall, double[] ValueAtRisk)
{
    /// <summary>Shares of the positions of a set.</summary>
    /// <param name="set">Their profits.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <returns><see langword="null"/> when the tail is smaller than an observation.</returns>
    public static TailComponents? Of(ScenarioSet set, double confidence)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Of(set.Legs.Count, set.Of, set.Total, confidence);
    }

    /// <summary>Takes the scenarios of the tail, the one at the boundary by its fraction, and averages each leg over them.</summary>
    /// <param name="legs">Profit by leg and scenario.</param>
    /// <param name="total">Their sum by scenario.</param>
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

        // Equal totals keep their order, so that the shares do not depend on the sort.
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
