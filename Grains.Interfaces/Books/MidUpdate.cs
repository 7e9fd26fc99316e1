using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;

namespace Ballast.Grains.Interfaces.Books;

/// <summary>Mids of a book since the last update of one subscriber.</summary>
[GenerateSerializer, Immutable, Alias("ballast.mid-update")]
public sealed record MidUpdate
{
    /// <summary>Instrument of the book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Activation of the book; later ones are larger.</summary>
    [Id(1)] public required long BookEpoch { get; init; }

    /// <summary>Number of the first change in <see cref="Changes"/>, counted from 0 in <see cref="BookEpoch"/>.</summary>
    [Id(2)] public required long FirstChange { get; init; }

    /// <summary>Changes of the mid, oldest first.</summary>
    [Id(3)] public required MidChange[] Changes { get; init; }

    /// <summary>
    /// Times at which changes are missing: more than 8,192 were pending and only the last of each 10 ms was kept, or the feed
    /// sent a snapshot in their place. <see langword="null"/> when every change is included.
    /// </summary>
    [Id(4)] public ThinnedRange? Thinned { get; init; }

    /// <summary>State of the book after the last change.</summary>
    [Id(5)] public required BookState State { get; init; }

    /// <summary>Arrival time of the last event the book applied.</summary>
    [Id(6)] public required Instant ReceivedAt { get; init; }

    /// <summary>Venue time up to which the last mid is known to have held; it never decreases.</summary>
    [Id(7)] public required Instant VenueTime { get; init; }

    /// <summary>Marks of the book at the end of each second with events since the last update, oldest first; the last is the current one.</summary>
    [Id(8)] public BookMark[] Marks { get; init; } = [];
}
