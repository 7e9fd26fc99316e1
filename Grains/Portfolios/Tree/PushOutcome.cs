namespace Ballast.Grains.Portfolios.Tree;

/// <summary>Outcome of a push that a child sent to its parent.</summary>
internal enum PushOutcome
{
    /// <summary>The sender is not a child, or it sent changes before it sent everything once.</summary>
    Refused,

    /// <summary>The push contains nothing new.</summary>
    Unchanged,

    /// <summary>The push changed positions, translations or what is missing.</summary>
    Changed,
}
