namespace Ballast.Domain.Risk;

/// <summary>What it costs, and how long it takes, to be rid of a position.</summary>
public static class LiquidityVar
{
    /// <summary>Bangia, Diebold, Schuermann and Stroughair (1999): half the spread, as wide as it may get, on what the position is worth.</summary>
    /// <param name="notional">Worth of the position, in the unit of the value at risk; its sign does not matter.</param>
    /// <param name="meanSpread">Mean of the spread as a fraction of mid.</param>
    /// <param name="spreadDeviation">Its standard deviation.</param>
    /// <param name="deviations">How many of those it may widen by.</param>
    /// <returns>Cost, to be added to the value at risk.</returns>
    public static double SpreadCost(double notional, double meanSpread, double spreadDeviation, double deviations) =>
        Math.Abs(notional) / 2 * (meanSpread + (deviations * spreadDeviation));

    /// <summary>Time to close a position while being no more than a part of what is traded.</summary>
    /// <param name="quantity">In the venue's unit; its sign does not matter.</param>
    /// <param name="volume">Traded in one <paramref name="over"/>.</param>
    /// <param name="over">Time the volume was traded in.</param>
    /// <param name="participation">Part of the volume that may be ours, above 0 and at most 1.</param>
    /// <returns><see langword="null"/> when nothing is traded.</returns>
    public static TimeSpan? CloseOutTime(double quantity, double volume, TimeSpan over, double participation)
    {
        if (participation is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(participation), participation, "must be above 0 and at most 1");
        }

        var time = Math.Abs(quantity) / (participation * volume) * over.TotalSeconds;
        return volume > 0 && time < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(time) : null;
    }
}
