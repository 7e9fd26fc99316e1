namespace Ballast.Domain.MarketData;

/// <summary>When a side is kept by tick instead of sorted.</summary>
/// <param name="PromoteAfter">Levels changed since the last look after which a sorted side is busy.</param>
/// <param name="FewestLevels">Levels a side must hold for it to pay.</param>
/// <param name="MostTicks">Widest window; a power of two.</param>
internal readonly record struct TickIndexing(int PromoteAfter, int FewestLevels, int MostTicks)
{
    internal static readonly TickIndexing Default = new(1_024, 128, TickWindow.MostTicks);
}

/// <summary>One side of a book: sorted arrays while it is quiet, and a window of ticks in front of them while it is busy.</summary>
/// <remarks>
/// Each price has one place: the window if it is on its grid and inside, else the arrays. So the form shows in speed and
/// memory only.
/// </remarks>
internal sealed class BookSide(bool isBid, decimal? tickSize, TickIndexing indexing)
{
    private const int FewestTicks = 64;
    private const long MostPatience = 1 << 20;

    private readonly SortedLevels sorted = new(isBid);
    private TickWindow? window;
    private TickGrid? known = tickSize is { } tick ? TickGrid.Of(tick) : null;

    // Changed levels since the form was last decided on, and how many of them went past the window.
    private long work;
    private long elsewhere;
    private long patience = 1;

    internal int Count => sorted.Count + (window?.Count ?? 0);

    internal bool IsIndexed => window is not null;

    /// <summary>As of the last <see cref="Settle"/>.</summary>
    internal BookLevel? Best { get; private set; }

    internal void Apply(ReadOnlySpan<BookLevel> levels)
    {
        work += levels.Length;
        if (window is null)
        {
            sorted.Apply(levels);
        }
        else
        {
            elsewhere += window.Apply(levels, sorted);
        }
    }

    /// <summary>Replaces everything; a snapshot is fastest to take in as it is, and whether the side is busy must show again.</summary>
    internal void Load(ReadOnlySpan<BookLevel> levels)
    {
        window = null;
        work = elsewhere = 0;
        sorted.Load(levels);
    }

    /// <summary>To be called after each message: finds the best level, and changes the form if that pays by now.</summary>
    internal void Settle()
    {
        if (window is null)
        {
            if (work >= indexing.PromoteAfter * patience && sorted.Count >= indexing.FewestLevels)
            {
                Index();
            }
        }
        else if (work > 2 * Count && work >= indexing.PromoteAfter * patience)
        {
            // As much work has been done since as placing it anew takes, whatever the prices do.
            Review();
        }

        FindBest();
    }

    /// <summary>Back to sorted arrays, the form of a quiet side.</summary>
    internal void Rest()
    {
        work = elsewhere = 0;
        if (window is null)
        {
            return;
        }

        var all = new BookLevel[Count];
        CopyTop(all);
        window = null;
        sorted.Load(all);
        sorted.Shrink();
    }

    internal void RemoveBest()
    {
        var at = BestOf(window);
        if (at < 0 || (sorted.Count > 0 && IsBetter(sorted[sorted.Count - 1].Price, window![at].Price)))
        {
            sorted.RemoveBest();
        }
        else
        {
            window!.Remove(at);
        }

        FindBest();
    }

    /// <summary>Drops the worst levels past <paramref name="most"/>.</summary>
    /// <returns>How many.</returns>
    internal int Trim(int most)
    {
        var over = Count - most;
        if (over <= 0)
        {
            return 0;
        }

        var fromSorted = 0;
        for (var i = 0; i < over; i++)
        {
            var at = window is { Count: > 0 } ? Worst(window) : -1;
            if (at < 0 || (fromSorted < sorted.Count && IsBetter(window![at].Price, sorted[fromSorted].Price)))
            {
                fromSorted++;
            }
            else
            {
                window!.Remove(at);
            }
        }

        sorted.RemoveWorst(fromSorted);
        return over;
    }

    /// <summary>Writes the best levels, best first, as many as there is room for.</summary>
    /// <returns>How many were written.</returns>
    internal int CopyTop(Span<BookLevel> into)
    {
        var rest = sorted.Count - 1;
        var at = BestOf(window);
        var written = 0;
        for (; written < into.Length && (rest >= 0 || at >= 0); written++)
        {
            if (at < 0)
            {
                into[written] = sorted[rest--];
                continue;
            }

            var level = window![at];
            if (rest >= 0 && IsBetter(sorted[rest].Price, level.Price))
            {
                into[written] = sorted[rest--];
            }
            else
            {
                into[written] = level;
                at = Next(window, at);
            }
        }

        return written;
    }

    private bool IsBetter(double left, double right) => isBid ? left > right : left < right;

    private int BestOf(TickWindow? ticks) => ticks is null ? -1 : isBid ? ticks.LastBelow(ticks.Size) : ticks.FirstFrom(0);

    private int Worst(TickWindow ticks) => isBid ? ticks.FirstFrom(0) : ticks.LastBelow(ticks.Size);

    /// <summary>The next worse tick.</summary>
    private int Next(TickWindow ticks, int at) => isBid ? ticks.LastBelow(at) : ticks.FirstFrom(at + 1);

    private void FindBest()
    {
        var at = BestOf(window);
        Best = at < 0 ? sorted.Count == 0 ? null : sorted[sorted.Count - 1]
            : sorted.Count > 0 && IsBetter(sorted[sorted.Count - 1].Price, window![at].Price) ? sorted[sorted.Count - 1]
            : window![at];
    }

    /// <summary>Places the window anew if the best level has left the part meant for it, or many changes go past it.</summary>
    private void Review()
    {
        var at = BestOf(window);
        var size = window!.Size;
        var fromEdge = isBid ? size - 1 - at : at;
        var isOff = at < 0 || fromEdge < size / 32 || fromEdge > size / 2
            || (sorted.Count > 0 && IsBetter(sorted[sorted.Count - 1].Price, window[at].Price));
        if (!isOff && elsewhere * 4 <= work)
        {
            (work, elsewhere) = (0, 0);
            return;
        }

        if (elsewhere * 2 > work)
        {
            // A grid that most changes are not on is not the instrument's, whatever its terms say.
            known = null;
        }

        patience = isOff ? 1 : Math.Min(patience * 2, MostPatience);
        Rest();
        if (sorted.Count >= indexing.FewestLevels)
        {
            Index();
        }
    }

    /// <summary>Puts a window of ticks around the best level, with most of its room on the side where the levels are.</summary>
    private void Index()
    {
        (work, elsewhere) = (0, 0);
        var prices = sorted.Prices;
        if ((known ?? TickGrid.Infer(prices)) is not { } grid || Place(grid, prices) is not { } placed)
        {
            known = null;
            patience = Math.Min(patience * 2, MostPatience);
            return;
        }

        (window, var others) = placed;
        sorted.Replace(others);
    }

    private (TickWindow Window, SortedLevels Others)? Place(TickGrid grid, ReadOnlySpan<double> prices)
    {
        var perUnit = grid.Scale / grid.Step;
        var best = Math.Round(prices[^1] * perUnit);
        var most = Math.Abs(best - Math.Round(prices[prices.Length / 16] * perUnit));

        // Ticks are counted in doubles; far from 0 those are not exact.
        if (Math.Abs(best) > (1L << 50))
        {
            return null;
        }

        var size = FewestTicks;
        while (size < indexing.MostTicks && size < most * 1.25)
        {
            size *= 2;
        }

        var ticks = new TickWindow(grid, isBid ? best - size + 1 + (size / 8) : best - (size / 8), size);
        var others = new SortedLevels(isBid);
        for (var i = 0; i < sorted.Count; i++)
        {
            if (!ticks.TryAdd(sorted[i]))
            {
                others.Insert(sorted[i]);
            }
        }

        // Where most levels would stay behind, the window does not pay.
        return others.Count > ticks.Count ? null : (ticks, others);
    }
}
