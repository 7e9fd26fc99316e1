namespace Ballast.Grains.Feeds.Placement;

/// <summary>When feeds and the grains beside them move.</summary>
public sealed class FeedPlacementOptions
{
    /// <summary>
    /// Time without a silo joining or leaving after which grains move to the silos where they belong now. It outlasts the pauses of a rolling restart, so that
    /// those move once, at its end.
    /// </summary>
    public TimeSpan MoveAfter { get; set; } = TimeSpan.FromMinutes(1);
}
