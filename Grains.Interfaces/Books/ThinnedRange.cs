using Ballast.Domain;

namespace Ballast.Grains.Interfaces.Books;

/// <summary>Venue times at which changes of the mid may be missing, so that the last known mid may not be the one that held.</summary>
/// <param name="From">First such time.</param>
/// <param name="To">Time from which every change is known again.</param>
[GenerateSerializer, Immutable, Alias("ballast.thinned-range")]
public readonly record struct ThinnedRange([property: Id(0)] Instant From, [property: Id(1)] Instant To)
{
    /// <summary>Whether a change may be missing that held at a time.</summary>
    public bool Contains(Instant at) => From <= at && at < To;

    /// <summary>The smallest range that contains this one and another.</summary>
    public ThinnedRange With(ThinnedRange other) => new(Instant.Min(From, other.From), Instant.Max(To, other.To));
}
