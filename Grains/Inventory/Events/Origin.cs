namespace Ballast.Grains.Inventory.Events;

/// <summary>Origin of events, which decides how old they may be and which portfolios they may belong to.</summary>
internal enum Origin
{
    /// <summary>Live trading: events are no older than the keys kept for de-duplication, and belong to one portfolio.</summary>
    Live,

    /// <summary>An import: events may have any age, and any portfolio when the caller names none.</summary>
    Import,

    /// <summary>Found by the inventory itself, as funding is: as <see cref="Live"/>, but nobody would send them again.</summary>
    Own,
}
