namespace Ballast.Grains.Portfolios.Tree;

/// <summary>What became of a push that a child sent to its parent.</summary>
internal enum PushOutcome
{
    /// <summary>The sender is no child, or sent changes of something it never sent as a whole.</summary>
    Refused,

    /// <summary>It holds nothing new.</summary>
    Unchanged,

    /// <summary>Something changed.</summary>
    Changed,
}
