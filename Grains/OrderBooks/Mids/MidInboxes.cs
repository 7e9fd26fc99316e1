using System.Collections.Concurrent;

namespace Ballast.Grains.OrderBooks.Mids;

/// <summary>The subscribers of mids that are activated in a silo. One per silo; safe for use from many threads.</summary>
public sealed class MidInboxes
{
    private readonly ConcurrentDictionary<GrainId, MidInbox> _open = [];

    /// <summary>Adds the inbox of an activation; it replaces that of an earlier one.</summary>
    internal void Open(GrainId subscriber, MidInbox inbox) => _open[subscriber] = inbox;

    /// <summary>Closes the inbox of an activation that ends, and removes it.</summary>
    internal void Close(GrainId subscriber, MidInbox inbox)
    {
        inbox.Dispose();
        _open.TryRemove(new(subscriber, inbox));
    }

    /// <summary>The inbox of a subscriber; <see langword="null"/> when it is not activated in this silo.</summary>
    internal MidInbox? Find(GrainId subscriber) => _open.GetValueOrDefault(subscriber);
}
