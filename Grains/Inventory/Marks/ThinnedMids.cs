using Ballast.Domain.MarketData.Mids;

namespace Ballast.Grains.Inventory.Marks;

/// <summary>Ranges of venue time in which only the last mid of each 10 ms is known.</summary>
internal sealed class ThinnedMids
{
    private const long SlotMicros = 10 * Instant.PerMillisecond;

    private readonly Queue<(Instant From, Instant To)> _ranges = new();

    /// <summary>Adds the range of thinned mids, whose times do not decrease from one call to the next.</summary>
    internal void Add(MidChange[] changes)
    {
        if (changes.Length > 0)
        {
            // Mids of the first 10 ms may be missing before the one that was kept.
            _ranges.Enqueue((new(changes[0].VenueTime.Micros / SlotMicros * SlotMicros), changes[^1].VenueTime));
        }
    }

    /// <summary>Whether the last mid at or before a time may be missing.</summary>
    internal bool Contains(Instant at) => _ranges.Any(range => range.From <= at && at < range.To);

    /// <summary>Forgets the ranges that end before a time.</summary>
    internal void DropBefore(Instant? time)
    {
        while (_ranges.TryPeek(out var oldest) && oldest.To < time)
        {
            _ranges.Dequeue();
        }
    }
}
