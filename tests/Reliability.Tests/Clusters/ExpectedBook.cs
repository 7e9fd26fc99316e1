using System.Diagnostics;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>A book by sorted dictionaries, and counts of what it was sent.</summary>
internal sealed class ExpectedBook
{
    private readonly SortedDictionary<double, double> _bids = new(Comparer<double>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<double, double> _asks = [];

    /// <summary>Book changes sent.</summary>
    public long Changes { get; private set; }

    /// <summary>Trades sent.</summary>
    public long Trades { get; set; }

    /// <summary>The best levels of a side.</summary>
    public BookLevel[] Best(bool bids, int depth) =>
        [.. (bids ? _bids : _asks).Take(depth).Select(level => new BookLevel(level.Key, level.Value))];

    /// <summary>Takes one level a side.</summary>
    public void Apply(BookLevel bid, BookLevel ask)
    {
        Changes++;
        foreach (var (side, level) in new[] { (_bids, bid), (_asks, ask) })
        {
            if (level.Amount > 0)
            {
                side[level.Price] = level.Amount;
            }
            else
            {
                side.Remove(level.Price);
            }
        }
    }
}
