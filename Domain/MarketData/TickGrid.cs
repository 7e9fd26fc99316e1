namespace Ballast.Domain.MarketData;

/// <summary>Prices that are whole multiples of a tick: price <c>= t·Step/Scale</c> with whole <c>t</c>.</summary>
/// <remarks>
/// Step and scale (a power of ten) are whole, so the quotient is rounded once, just as a price is when its decimal text is
/// read: equality of doubles then says exactly whether a price is on the grid.
/// </remarks>
/// <param name="Step">Ticks are this many units of 1/<paramref name="Scale"/>.</param>
/// <param name="Scale">A power of ten, at most 10^12.</param>
internal readonly record struct TickGrid(double Step, double Scale)
{
    private const int MostDecimals = 12;

    // Above it a double cannot tell neighbouring whole numbers apart.
    private const double MostUnits = 1L << 52;

    /// <summary>Grid of a tick size; <see langword="null"/> when it is not positive or finer than 12 decimals.</summary>
    internal static TickGrid? Of(decimal tick)
    {
        if (tick <= 0)
        {
            return null;
        }

        var (units, scale) = (tick, 1.0);
        for (var decimals = 0; decimals <= MostDecimals; decimals++)
        {
            if (units == decimal.Truncate(units))
            {
                return units < 1_000_000_000_000m ? new((double)units, scale) : null;
            }

            units *= 10;
            scale *= 10;
        }

        return null;
    }

    /// <summary>
    /// The coarsest grid on which nearly all prices are; <see langword="null"/> when there is none. A wrong one costs speed
    /// only: what is not on it is kept elsewhere.
    /// </summary>
    internal static TickGrid? Infer(ReadOnlySpan<double> prices)
    {
        var scale = 1.0;
        for (var decimals = 0; decimals <= MostDecimals; decimals++, scale *= 10)
        {
            var (off, step) = (0, 0L);
            foreach (var price in prices)
            {
                var units = Math.Round(price * scale);
                if (Math.Abs(units) < MostUnits && units / scale == price)
                {
                    step = Divisor(step, (long)Math.Abs(units));
                }
                else
                {
                    off++;
                }
            }

            if (off * 20 <= prices.Length)
            {
                return step == 0 ? null : new(step, scale);
            }
        }

        return null;
    }

    private static long Divisor(long a, long b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
