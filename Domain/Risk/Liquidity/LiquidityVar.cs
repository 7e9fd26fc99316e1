namespace Ballast.Domain.Risk.Liquidity;

/// <summary>Cost and time of closing a position.</summary>
public static class LiquidityVar
{
    /// <summary>Spread cost of Bangia, Diebold, Schuermann and Stroughair (1999): the notional times half of the widened spread.</summary>
    /// <param name="notional">Notional of the position, of either sign, in the unit of the value at risk.</param>
    /// <param name="meanSpread">Mean spread as a fraction of the mid.</param>
    /// <param name="spreadDeviation">Standard deviation of the spread.</param>
    /// <param name="deviations">Number of standard deviations by which the spread may widen.</param>
    /// <returns>Cost to add to the value at risk; not negative.</returns>
    public static double SpreadCost(double notional, double meanSpread, double spreadDeviation, double deviations) =>
        Math.Abs(notional) / 2 * (meanSpread + (deviations * spreadDeviation));

    /// <summary>Time to close a position at no more than a given share of the traded volume.</summary>
    /// <param name="quantity">Quantity of either sign, in the venue's unit of amount.</param>
    /// <param name="volume">Volume traded during <paramref name="over"/>, in the venue's unit of amount.</param>
    /// <param name="over">Period in which the volume was traded.</param>
    /// <param name="participation">Maximum share of the volume that may be ours, above 0 and at most 1.</param>
    /// <returns><see langword="null"/> when nothing was traded or the time is too long to represent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The participation is out of range.</exception>
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
