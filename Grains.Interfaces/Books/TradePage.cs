using Ballast.Domain.MarketData.Events;

namespace Ballast.Grains.Interfaces.Books;

/// <summary>Trades after a cursor, in order of arrival.</summary>
[GenerateSerializer, Immutable, Alias("ballast.trade-page")]
public sealed record TradePage
{
    /// <summary>Trades, oldest first; may be empty.</summary>
    [Id(0)] public required Trade[] Trades { get; init; }

    /// <summary>Cursor with which to continue reading.</summary>
    [Id(1)] public required TradeCursor Next { get; init; }

    /// <summary>
    /// Whether trades between the cursor and the first one here may be missing, because they are no longer kept, the book was activated again,
    /// or the feed lost its connection or a batch.
    /// </summary>
    [Id(2)] public required bool Gap { get; init; }

    /// <summary>Whether the client that watches has lost its connection to the cluster; trades since then follow once it is back.</summary>
    [Id(3)] public bool IsDisconnected { get; init; }
}
