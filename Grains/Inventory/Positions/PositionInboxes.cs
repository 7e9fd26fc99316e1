using System.Collections.Concurrent;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>The portfolios that are activated in a silo. One per silo; safe for use from many threads.</summary>
public sealed class PositionInboxes
{
    private readonly ConcurrentDictionary<string, PositionInbox> _open = new(StringComparer.Ordinal);

    /// <summary>Adds the inbox of an activation; it replaces that of an earlier one.</summary>
    internal void Open(string portfolio, PositionInbox inbox) => _open[portfolio] = inbox;

    /// <summary>Removes the inbox of an activation that ends, if it had one, and closes it. From then on positions go by calls, which reach the next activation.</summary>
    internal void Close(string portfolio, PositionInbox? inbox)
    {
        if (inbox is not null)
        {
            _open.TryRemove(new(portfolio, inbox));
            inbox.Dispose();
        }
    }

    /// <summary>The inbox of a portfolio; <see langword="null"/> when it is not activated in this silo.</summary>
    internal PositionInbox? Find(string portfolio) => _open.GetValueOrDefault(portfolio);
}
