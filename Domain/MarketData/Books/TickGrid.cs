namespace Ballast.Domain.MarketData.Books;

/// <summary>Prices that are integer multiples of a tick: <c>price = t·Step/Scale</c> with an integer <c>t</c>.</summary>
/// <remarks>
/// Step and scale are integers, so the quotient is rounded once, exactly as a price is when its decimal text is parsed. Comparing
/// doubles for equality therefore tells exactly whether a price is on the grid.
/// </remarks>
/// <param name="Step">Tick size in units of 1/<paramref name="Scale"/>; an integer.</param>
/// <param name="Scale">A power of ten, at most 10^12.</param>
internal readonly record struct TickGrid(double Step, double Scale)
{
    private const int MaxDecimals = 12;

    // Above this a double cannot distinguish neighbouring integers reliably.
    private const double MaxUnits = 1L << 52;

    /// <summary>The grid of a tick size; <see langword="null"/> when the size is not positive, too large or has more than 12 decimals.</summary>
    internal static TickGrid? Of(decimal tick)
    {
        if (tick <= 0)
        {
            return null;
        }

        var (units, scale) = (tick, 1.0);
        for (var decimals = 0; decimals <= MaxDecimals; decimals++)
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
    /// The coarsest grid that holds nearly all prices; <see langword="null"/> when there is none. A wrong grid only costs speed, because
    /// prices off the grid are stored elsewhere.
    /// </summary>
    internal static TickGrid? Infer(ReadOnlySpan<double> prices)
    {
        var scale = 1.0;
        for (var decimals = 0; decimals <= MaxDecimals; decimals++, scale *= 10)
        {
            var (off, step) = (0, 0L);
            foreach (var price in prices)
            {
                var units = Math.Round(price * scale);
                if (Math.Abs(units) < MaxUnits && units / scale == price)
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
