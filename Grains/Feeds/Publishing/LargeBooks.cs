using Ballast.Domain.MarketData.Events;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>Keeps each message of a stream small enough: divides events among batches, and cuts a book that is too large for one.</summary>
/// <remarks>
/// A message that long would hold up the others on its way to another silo and on the turn of its book. A cut snapshot begins with the levels nearest the spread, so that best prices and mid are
/// right from its first piece on; deeper levels follow as changes.
/// </remarks>
internal static class LargeBooks
{
    /// <summary>Most levels in one batch: at 16 bytes each, half a MiB.</summary>
    public const int MaxLevels = 32_768;

    /// <summary>Whether events have at most <paramref name="maxLevels"/> levels in all.</summary>
    public static bool Fits(ReadOnlySpan<MarketEvent> events, int maxLevels)
    {
        var levels = 0;
        foreach (var one in events)
        {
            levels += one.Levels;
        }

        return levels <= maxLevels;
    }

    /// <summary>The event, or pieces of it that together do the same.</summary>
    public static IEnumerable<MarketEvent> Cut(MarketEvent marketEvent, int maxLevels)
    {
        if (marketEvent is not BookChange change || change.Levels <= maxLevels)
        {
            return [marketEvent];
        }

        // The sort is stable: of levels with the same price the last is still applied last. A change keeps its order.
        BookLevel[] bids = change.IsSnapshot ? [.. change.Bids.OrderByDescending(level => level.Price)] : change.Bids;
        BookLevel[] asks = change.IsSnapshot ? [.. change.Asks.OrderBy(level => level.Price)] : change.Asks;
        var size = maxLevels / 2;
        var pieces = (Math.Max(bids.Length, asks.Length) + size - 1) / size;
        return Enumerable.Range(0, pieces).Select(i => change with
        {
            IsSnapshot = change.IsSnapshot && i == 0,
            Bids = [.. bids.Skip(i * size).Take(size)],
            Asks = [.. asks.Skip(i * size).Take(size)],
        });
    }

    /// <summary>The events in order, in groups of at most <paramref name="maxLevels"/> levels; none for no events.</summary>
    public static IEnumerable<MarketEvent[]> Part(IReadOnlyList<MarketEvent> events, int maxLevels)
    {
        var (group, levels) = (new List<MarketEvent>(events.Count), 0);
        foreach (var piece in events.SelectMany(one => Cut(one, maxLevels)))
        {
            if (group.Count > 0 && levels + piece.Levels > maxLevels)
            {
                yield return [.. group];
                group.Clear();
                levels = 0;
            }

            group.Add(piece);
            levels += piece.Levels;
        }

        if (group.Count > 0)
        {
            yield return [.. group];
        }
    }
}
