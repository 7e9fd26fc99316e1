using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Testing.Books;

/// <summary>The rules of a book as written down, in sorted dictionaries and with no care for speed.</summary>
public sealed class NaiveBook(BookRules? rules = null)
{
    private BookState _state = BookState.NoSnapshot;

    public SortedDictionary<double, double> Bids { get; } = new(Comparer<double>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<double, double> Asks { get; } = [];

    public long Uncrossed { get; private set; }

    public long Forgotten { get; private set; }

    public BookState State =>
        _state == BookState.Live && Bids.Count > 0 && Asks.Count > 0 && Bids.First().Key >= Asks.First().Key
            ? BookState.Crossed
            : _state;

    public void MarkStale() => _state = _state == BookState.NoSnapshot ? _state : BookState.Stale;

    public bool Apply(bool isSnapshot, BookLevel[] bids, BookLevel[] asks)
    {
        if (isSnapshot)
        {
            Bids.Clear();
            Asks.Clear();
            _state = BookState.Live;
        }

        if (_state != BookState.Live)
        {
            return false;
        }

        foreach (var (side, levels) in new[] { (Bids, bids), (Asks, asks) })
        {
            foreach (var level in levels.Where(level => double.IsFinite(level.Price)))
            {
                side.Remove(level.Price);
                if (level.Amount > 0 && double.IsFinite(level.Amount))
                {
                    side[level.Price == 0 ? 0 : level.Price] = level.Amount;
                }
            }
        }

        while (rules is { Uncross: true } && Bids.Count > 0 && Asks.Count > 0 && Bids.First().Key >= Asks.First().Key)
        {
            Uncrossed++;
            var ask = Asks.First().Key;
            if (asks.Any(level => level.Price == ask))
            {
                Bids.Remove(Bids.First().Key);
            }
            else
            {
                Asks.Remove(ask);
            }
        }

        foreach (var side in new[] { Bids, Asks })
        {
            while (rules?.MaxDepth is { } most && side.Count > most)
            {
                Forgotten++;
                side.Remove(side.Last().Key);
            }
        }

        return true;
    }

    public static BookLevel[] Top(SortedDictionary<double, double> side, int count) =>
        [.. side.Take(count).Select(level => new BookLevel(level.Key, level.Value))];

    /// <summary>A book with the same levels that was built in another way, to compare hashes.</summary>
    public OrderBook Rebuilt()
    {
        var book = new OrderBook();
        if (_state != BookState.NoSnapshot)
        {
            book.Apply(isSnapshot: true, Top(Bids, Bids.Count), Top(Asks, Asks.Count));
        }

        if (_state == BookState.Stale)
        {
            book.MarkStale();
        }

        return book;
    }
}
