using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;

namespace Ballast.Domain.Pnl.Marks;

/// <summary>Marks of an instrument at past whole seconds of venue time.</summary>
/// <remarks>
/// Each price is the previous tick of its own stream, so the result does not depend on how book and tickers interleaved or on the number of
/// marks per call. The marks of a second are final once all data up to it has been added. Not safe for concurrent use.
/// </remarks>
public sealed class MarkHistory(MarkPolicy policy, TimeSpan maxAge)
{
    // The last mark of each second that had any, in order of time.
    private readonly List<BookMark> _book = [];
    private readonly List<MarkPrice> _exchange = [];

    /// <summary>Number of entries in both streams; for tests only.</summary>
    internal int Count => _book.Count + _exchange.Count;

    /// <summary>Adds the mark of the book after an event.</summary>
    /// <param name="mark">The mark, in order of time. An earlier one than the last is a repeat and ignored.</param>
    public void AddBook(BookMark mark)
    {
        if (_book.Count > 0 && mark.At <= _book[^1].At)
        {
            // Of several events at one time the last counts.
            if (mark.At == _book[^1].At)
            {
                _book[^1] = mark;
            }

            return;
        }

        if (_book.Count > 0 && _book[^1].Second == mark.Second)
        {
            _book[^1] = mark;
        }
        else
        {
            _book.Add(mark);
        }
    }

    /// <summary>Adds marks of the book that are older than all known ones; others are ignored.</summary>
    /// <param name="marks">The marks, oldest first.</param>
    public void AddEarlier(IReadOnlyList<BookMark> marks)
    {
        BookMark[] earlier = [.. marks.TakeWhile(mark => _book.Count == 0 || (mark.At < _book[0].At && mark.Second != _book[0].Second))];
        _book.InsertRange(0, earlier);
    }

    /// <summary>Adds the venue's mark price.</summary>
    /// <param name="price">The price, in quote; one that is not positive and finite is ignored.</param>
    /// <param name="asOf">Venue time; one before the last is raised to the last.</param>
    public void AddExchange(double price, Instant asOf)
    {
        var time = _exchange.Count > 0 ? Instant.Max(asOf, _exchange[^1].AsOf) : asOf;
        if (MarkPrice.From(price, time) is not { } mark)
        {
            return;
        }

        if (_exchange.Count > 0 && Second(_exchange[^1].AsOf) == Second(time))
        {
            _exchange[^1] = mark;
        }
        else
        {
            _exchange.Add(mark);
        }
    }

    /// <summary>The mark and mid at a past whole second.</summary>
    /// <param name="wholeSecond">Venue time, a whole second.</param>
    /// <param name="mid">Mid to use where the marks of the book have no fresh one, as before the first of them; <see langword="null"/> when there is none.</param>
    /// <exception cref="ArgumentException">The time is not a whole second.</exception>
    public MarkPoint At(Instant wholeSecond, MarkPrice? mid = null)
    {
        if (wholeSecond.Micros % Instant.PerSecond != 0)
        {
            throw new ArgumentException($"{wholeSecond} is not a whole second.", nameof(wholeSecond));
        }

        var b = LastUpTo(_book, mark => mark.At, wholeSecond);
        var e = LastUpTo(_exchange, mark => mark.AsOf, wholeSecond);
        var known = b < 0 ? default : Candidates(_book[b]);
        known = known with { Exchange = e < 0 ? null : _exchange[e], Mid = known.Mid?.Fresh(wholeSecond, maxAge) ?? mid };
        var chosen = known.Choose(policy, wholeSecond, maxAge);
        return new(chosen.Price, chosen.Source, known.Mid?.Fresh(wholeSecond, maxAge));
    }

    /// <summary>Drops entries that no whole second from <paramref name="second"/> on needs.</summary>
    public void DropBefore(Instant second)
    {
        _book.RemoveRange(0, Math.Max(0, LastUpTo(_book, mark => mark.At, second)));
        _exchange.RemoveRange(0, Math.Max(0, LastUpTo(_exchange, mark => mark.AsOf, second)));
    }

    /// <summary>Candidates from a book's mark; the venue's mark price is not among them.</summary>
    public static MarkCandidates Candidates(BookMark mark) => new(
        null,
        MarkPrice.From(mark.Mid, mark.MidAt),
        MarkPrice.From(mark.WeightedMid, mark.MidAt),
        MarkPrice.From(mark.LastTrade, mark.LastTradeAt));

    private static int LastUpTo<T>(List<T> entries, Func<T, Instant> time, Instant at) =>
        SortedSearch.CountWhile(entries.Count, (entries, time, at), static (state, i) => state.time(state.entries[i]) <= state.at) - 1;

    private static long Second(Instant time) => (time.Micros + Instant.PerSecond - 1) / Instant.PerSecond;
}

/// <summary>Mark and mid of an instrument at one time.</summary>
/// <param name="Mark">Mark chosen by the policy; <see langword="null"/> when no source was fresh.</param>
/// <param name="Source">Source of the mark; <see cref="MarkSource.None"/> without one.</param>
/// <param name="Mid">Mid of the book, whatever the policy; <see langword="null"/> when it was too old.</param>
public readonly record struct MarkPoint(MarkPrice? Mark, MarkSource Source, MarkPrice? Mid);
