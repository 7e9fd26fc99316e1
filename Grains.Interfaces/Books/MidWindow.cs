using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Mids;

namespace Ballast.Grains.Interfaces.Books;

/// <summary>Mids of a book from a time on.</summary>
[GenerateSerializer, Immutable, Alias("ballast.mid-window")]
public sealed record MidWindow
{
    /// <summary>Instrument of the book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Activation of the book; later ones are larger and know nothing of earlier ones.</summary>
    [Id(1)] public required long BookEpoch { get; init; }

    /// <summary>
    /// The mid that held at the requested time and all later changes, oldest first. If the first is later than that time, the mid before it
    /// is unknown.
    /// </summary>
    [Id(2)] public required MidChange[] Changes { get; init; }

    /// <summary>Venue time up to which the last mid is known to have held; the default while nothing is known.</summary>
    [Id(3)] public required Instant ConfirmedTo { get; init; }

    /// <summary>Times at which changes are missing; <see langword="null"/> when every change is included.</summary>
    [Id(4)] public ThinnedRange? Thinned { get; init; }
}
