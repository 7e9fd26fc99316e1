using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Books;

/// <summary>When a side of a book is indexed by tick instead of kept in sorted arrays.</summary>
/// <param name="PromoteAfter">Number of changed levels since the last check from which a sorted side counts as busy.</param>
/// <param name="FewestLevels">Minimum number of levels for which an index pays off.</param>
/// <param name="MaxTicks">Maximum ticks in the window; a power of two.</param>
internal readonly record struct TickIndexing(int PromoteAfter, int FewestLevels, int MaxTicks)
{
    internal static readonly TickIndexing Default = new(1_024, 128, TickWindow.MaxTicks);
}

/// <summary>One side of a book: sorted arrays while it is quiet, and a window of ticks in front of them while it is busy.</summary>
/// <remarks>
/// Each price is stored in one place: in the window if it is on the window's grid and inside it, else in the arrays. So the form affects
/// only speed and memory.
/// </remarks>
internal sealed class BookSide(bool isBid, decimal? tickSize, TickIndexing indexing)
{
    private const int FewestTicks = 64;
    private const long MaxPatience = 1 << 20;

    private readonly SortedLevels _sorted = new(isBid);
    private TickWindow? _window;
    private TickGrid? _known = tickSize is { } tick ? TickGrid.Of(tick) : null;

    // Levels changed since the form was last decided, and how many of them were outside the window.
    private long _work;
    private long _elsewhere;
    private long _patience = 1;

    internal int Count => _sorted.Count + (_window?.Count ?? 0);

    internal bool IsIndexed => _window is not null;

    /// <summary>Best level as of the last <see cref="Settle"/>; <see langword="null"/> when the side is empty.</summary>
    internal BookLevel? Best { get; private set; }

    internal void Apply(ReadOnlySpan<BookLevel> levels)
    {
        _work += levels.Length;
        if (_window is null)
        {
            _sorted.Apply(levels);
        }
        else
        {
            _elsewhere += _window.Apply(levels, _sorted);
        }
    }

    /// <summary>Replaces all levels. A snapshot loads fastest into sorted arrays, and the side must prove busy again before it is indexed.</summary>
    internal void Load(ReadOnlySpan<BookLevel> levels)
    {
        _window = null;
        _work = _elsewhere = 0;
        _sorted.Load(levels);
    }

    /// <summary>Must be called after each message: finds the best level and changes the form when that pays off.</summary>
    internal void Settle()
    {
        if (_window is null)
        {
            if (_work >= indexing.PromoteAfter * _patience && _sorted.Count >= indexing.FewestLevels)
            {
                Index();
            }
        }
        else if (_work > 2 * Count && _work >= indexing.PromoteAfter * _patience)
        {
            // Enough levels have changed since then to pay for placing the window again, whatever the prices do.
            Review();
        }

        FindBest();
    }

    /// <summary>Returns to sorted arrays, the form of a quiet side.</summary>
    internal void Rest()
    {
        _work = _elsewhere = 0;
        if (_window is null)
        {
            return;
        }

        var all = new BookLevel[Count];
        CopyTop(all);
        _window = null;
        _sorted.Load(all);
        _sorted.Shrink();
    }

    internal void RemoveBest()
    {
        var at = BestOf(_window);
        if (at < 0 || (_sorted.Count > 0 && IsBetter(_sorted[_sorted.Count - 1].Price, _window![at].Price)))
        {
            _sorted.RemoveBest();
        }
        else
        {
            _window!.Remove(at);
        }

        FindBest();
    }

    /// <summary>Drops the worst levels beyond <paramref name="most"/>.</summary>
    /// <returns>Number of levels dropped.</returns>
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
            var at = _window is { Count: > 0 } ? Worst(_window) : -1;
            if (at < 0 || (fromSorted < _sorted.Count && IsBetter(_window![at].Price, _sorted[fromSorted].Price)))
            {
                fromSorted++;
            }
            else
            {
                _window!.Remove(at);
            }
        }

        _sorted.RemoveWorst(fromSorted);
        return over;
    }

    /// <summary>Copies the best levels, best first, as many as fit.</summary>
    /// <returns>Number of levels copied.</returns>
    internal int CopyTop(Span<BookLevel> into)
    {
        var rest = _sorted.Count - 1;
        var at = BestOf(_window);
        var written = 0;
        for (; written < into.Length && (rest >= 0 || at >= 0); written++)
        {
            if (at < 0)
            {
                into[written] = _sorted[rest--];
                continue;
            }

            var level = _window![at];
            if (rest >= 0 && IsBetter(_sorted[rest].Price, level.Price))
            {
                into[written] = _sorted[rest--];
            }
            else
            {
                into[written] = level;
                at = Next(_window, at);
            }
        }

        return written;
    }

    private bool IsBetter(double left, double right) => isBid ? left > right : left < right;

    private int BestOf(TickWindow? ticks) => ticks is null ? -1 : isBid ? ticks.LastBelow(ticks.Size) : ticks.FirstFrom(0);

    private int Worst(TickWindow ticks) => isBid ? ticks.FirstFrom(0) : ticks.LastBelow(ticks.Size);

    /// <summary>Index of the next worse tick that has a level; −1 when there is none.</summary>
    private int Next(TickWindow ticks, int at) => isBid ? ticks.LastBelow(at) : ticks.FirstFrom(at + 1);

    private void FindBest()
    {
        var at = BestOf(_window);
        Best = at < 0 ? _sorted.Count == 0 ? null : _sorted[_sorted.Count - 1]
            : _sorted.Count > 0 && IsBetter(_sorted[_sorted.Count - 1].Price, _window![at].Price) ? _sorted[_sorted.Count - 1]
            : _window![at];
    }

    /// <summary>Places the window again when the best level has left its middle part, or when many changes fall outside it.</summary>
    private void Review()
    {
        var at = BestOf(_window);
        var size = _window!.Size;
        var fromEdge = isBid ? size - 1 - at : at;
        var isOff = at < 0 || fromEdge < size / 32 || fromEdge > size / 2
            || (_sorted.Count > 0 && IsBetter(_sorted[_sorted.Count - 1].Price, _window[at].Price));
        if (!isOff && _elsewhere * 4 <= _work)
        {
            (_work, _elsewhere) = (0, 0);
            return;
        }

        if (_elsewhere * 2 > _work)
        {
            // If most changes are off the grid, it is not the instrument's grid, whatever its terms say.
            _known = null;
        }

        _patience = isOff ? 1 : Math.Min(_patience * 2, MaxPatience);
        Rest();
        if (_sorted.Count >= indexing.FewestLevels)
        {
            Index();
        }
    }

    /// <summary>Creates a window of ticks around the best level, most of it on the side where the levels are.</summary>
    private void Index()
    {
        (_work, _elsewhere) = (0, 0);
        var prices = _sorted.Prices;
        if ((_known ?? TickGrid.Infer(prices)) is not { } grid || Place(grid, prices) is not { } placed)
        {
            _known = null;
            _patience = Math.Min(_patience * 2, MaxPatience);
            return;
        }

        (_window, var others) = placed;
        _sorted.Replace(others);
    }

    private (TickWindow Window, SortedLevels Others)? Place(TickGrid grid, ReadOnlySpan<double> prices)
    {
        var perUnit = grid.Scale / grid.Step;
        var best = Math.Round(prices[^1] * perUnit);
        var most = Math.Abs(best - Math.Round(prices[prices.Length / 16] * perUnit));

        // Ticks are counted in doubles, which are not exact for very large values.
        if (Math.Abs(best) > (1L << 50))
        {
            return null;
        }

        var size = FewestTicks;
        while (size < indexing.MaxTicks && size < most * 1.25)
        {
            size *= 2;
        }

        var ticks = new TickWindow(grid, isBid ? best - size + 1 + (size / 8) : best - (size / 8), size);
        var others = new SortedLevels(isBid);
        for (var i = 0; i < _sorted.Count; i++)
        {
            if (!ticks.TryAdd(_sorted[i]))
            {
                others.Insert(_sorted[i]);
            }
        }

        // The window does not pay off if most levels would stay outside it.
        return others.Count > ticks.Count ? null : (ticks, others);
    }
}
