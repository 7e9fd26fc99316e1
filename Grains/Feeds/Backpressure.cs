namespace Ballast.Grains.Feeds;

/// <summary>What a feed does when the book of an instrument does not keep up.</summary>
public enum Backpressure
{
    /// <summary>It waits for the book; nothing is lost. For sources that can wait, such as recordings.</summary>
    Wait,

    /// <summary>
    /// It folds events into its own copy of the book and sends one snapshot once the book has caught up. Updates are lost and counted, but
    /// the book is never wrong and its delay is bounded. For sources that do not wait, such as live ones.
    /// </summary>
    Fold,
}
