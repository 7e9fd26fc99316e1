using Ballast.Domain.MarketData;

namespace Ballast.Domain.Pnl;

/// <summary>What an instrument was to be marked at, at past whole seconds of venue time.</summary>
/// <remarks>
/// Each value is the previous tick of its own stream, so it does not matter how book and tickers interleaved, nor how many
/// marks came at a time. A second is settled once everything up to it has been taken; until then its value may still
/// change. Not safe for concurrent use.
/// </remarks>
public sealed class MarkHistory(MarkPolicy policy, TimeSpan maxAge)
{
    // The last of each second that had any, in order of time.
    private readonly List<BookMark> book = [];
    private readonly List<MarkPrice> exchange = [];

    /// <summary>Entries kept, over both streams.</summary>
    public int Count => book.Count + exchange.Count;

    /// <summary>Takes what the book offered after an event.</summary>
    /// <param name="mark">In order of its time; one not later than the last is a repeat and ignored.</param>
    public void TakeBook(BookMark mark)
    {
        if (book.Count > 0 && mark.At <= book[^1].At)
        {
            // At one time only the last event counts, and it comes last.
            if (mark.At == book[^1].At)
            {
                book[^1] = mark;
            }

            return;
        }

        if (book.Count > 0 && book[^1].Second == mark.Second)
        {
            book[^1] = mark;
        }
        else
        {
            book.Add(mark);
        }
    }

    /// <summary>Takes the venue's own mark.</summary>
    /// <param name="price">In quote; what is no positive price is ignored.</param>
    /// <param name="asOf">Venue time; one before the last is taken as the last.</param>
    public void TakeExchange(double price, Instant asOf)
    {
        var time = exchange.Count > 0 ? Instant.Max(asOf, exchange[^1].AsOf) : asOf;
        if (MarkPrice.From(price, time) is not { } mark)
        {
            return;
        }

        if (exchange.Count > 0 && Second(exchange[^1].AsOf) == Second(time))
        {
            exchange[^1] = mark;
        }
        else
        {
            exchange.Add(mark);
        }
    }

    /// <summary>The marks known at a past whole second.</summary>
    /// <param name="wholeSecond">Venue time.</param>
    /// <exception cref="ArgumentException">It is not a whole second.</exception>
    public MarkPoint At(Instant wholeSecond)
    {
        if (wholeSecond.Micros % Instant.PerSecond != 0)
        {
            throw new ArgumentException($"{wholeSecond} is not a whole second.", nameof(wholeSecond));
        }

        var b = LastUpTo(book, mark => mark.At, wholeSecond);
        var e = LastUpTo(exchange, mark => mark.AsOf, wholeSecond);
        var known = b < 0 ? default : Candidates(book[b]);
        known = known with { Exchange = e < 0 ? null : exchange[e] };
        var chosen = known.Choose(policy, wholeSecond, maxAge);
        return new(chosen.Price, chosen.Source, known.Mid?.Fresh(wholeSecond, maxAge));
    }

    /// <summary>Forgets what no whole second from <paramref name="second"/> on needs.</summary>
    public void DropBefore(Instant second)
    {
        book.RemoveRange(0, Math.Max(0, LastUpTo(book, mark => mark.At, second)));
        exchange.RemoveRange(0, Math.Max(0, LastUpTo(exchange, mark => mark.AsOf, second)));
    }

    /// <summary>What a book's mark offers; the venue's own is not in it.</summary>
    public static MarkCandidates Candidates(BookMark mark) => new(
        null,
        MarkPrice.From(mark.Mid, mark.MidAt),
        MarkPrice.From(mark.WeightedMid, mark.MidAt),
        MarkPrice.From(mark.LastTrade, mark.LastTradeAt));

    private static int LastUpTo<T>(List<T> entries, Func<T, Instant> time, Instant at)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = time(entries[middle]) <= at ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    private static long Second(Instant time) => (time.Micros + Instant.PerSecond - 1) / Instant.PerSecond;
}

/// <summary>What an instrument was to be marked at, at one time.</summary>
/// <param name="Mark">By policy; <see langword="null"/> when no source was young enough.</param>
/// <param name="Source">Where it came from; <see cref="MarkSource.None"/> without one.</param>
/// <param name="Mid">The book's mid, whatever the policy; <see langword="null"/> when it was too old.</param>
public readonly record struct MarkPoint(MarkPrice? Mark, MarkSource Source, MarkPrice? Mid);
