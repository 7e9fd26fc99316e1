namespace Ballast.Grains.Feeds;

/// <summary>What a feed does when the book of an instrument does not keep up.</summary>
public enum Backpressure
{
    /// <summary>It waits for the book; nothing is lost. For sources that can wait, such as recordings.</summary>
    Wait,

    /// <summary>
    /// It folds what comes into its own copy of the book and sends one snapshot once the book has caught up: lossy, counted, never
    /// wrong and never late without bound. For sources that go on by themselves.
    /// </summary>
    Fold,
}
