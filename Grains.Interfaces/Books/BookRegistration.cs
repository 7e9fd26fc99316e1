namespace Ballast.Grains.Interfaces.Books;

/// <summary>Answer to a registration for mids.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-registration")]
public sealed record BookRegistration
{
    /// <summary>Key of the feed that last sent data to the book; <see langword="null"/> when none has.</summary>
    [Id(0)] public required string? Feed { get; init; }

    /// <summary>
    /// Current state with the newest mid as its only change; <see langword="null"/> when the book has no data yet or <see cref="Behind"/>
    /// is <see langword="true"/>.
    /// </summary>
    [Id(1)] public required MidUpdate? Current { get; init; }

    /// <summary>Whether earlier mids are still being sent to the subscriber; they arrive before newer ones.</summary>
    /// <remarks>If not, the subscriber, with <see cref="Current"/>, knows all that the book had applied when it answered.</remarks>
    [Id(2)] public bool Behind { get; init; }

    /// <summary>Epoch of <see cref="Feed"/> that the book takes; 0 when no feed has sent data, or from a silo of an older version.</summary>
    [Id(3)] public long FeedEpoch { get; init; }
}
