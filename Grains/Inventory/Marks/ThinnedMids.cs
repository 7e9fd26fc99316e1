using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Inventory.Marks;

/// <summary>Ranges of venue time in which changes of the mid may be missing.</summary>
internal sealed class ThinnedMids
{
    private readonly Queue<ThinnedRange> _ranges = new();

    /// <summary>Adds a range, which does not begin before the last one did.</summary>
    internal void Add(ThinnedRange range) => _ranges.Enqueue(range);

    /// <summary>Whether the last mid at or before a time may be missing.</summary>
    internal bool Contains(Instant at) => _ranges.Any(range => range.Contains(at));

    /// <summary>Forgets the ranges that end before a time.</summary>
    internal void DropBefore(Instant? time)
    {
        while (_ranges.TryPeek(out var oldest) && oldest.To < time)
        {
            _ranges.Dequeue();
        }
    }
}
