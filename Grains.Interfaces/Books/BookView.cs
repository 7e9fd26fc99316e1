using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Grains.Interfaces.Books;

/// <summary>An order book after one applied message.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-view")]
public sealed record BookView
{
    /// <summary>Instrument of the book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Whether the levels can be trusted.</summary>
    [Id(1)] public required BookState State { get; init; }

    /// <summary>Bids, highest price first; at most 25 and at most as many as requested.</summary>
    [Id(2)] public required BookLevel[] Bids { get; init; }

    /// <summary>Asks, lowest price first; at most 25 and at most as many as requested.</summary>
    [Id(3)] public required BookLevel[] Asks { get; init; }

    /// <summary>Mean of best bid and ask, in quote; <see langword="null"/> unless the book is <see cref="BookState.Live"/> and two-sided.</summary>
    [Id(4)] public required double? Mid { get; init; }

    /// <summary>Venue time of the last event applied, which never decreases; the default when there was none.</summary>
    [Id(5)] public required Instant VenueTime { get; init; }

    /// <summary>Arrival time of the last event applied; the default when there was none.</summary>
    [Id(6)] public required Instant ReceivedAt { get; init; }

    /// <summary>Epoch of the feed; with <see cref="Sequence"/> it orders views of one book.</summary>
    [Id(7)] public required long Epoch { get; init; }

    /// <summary>Sequence of the last batch applied in <see cref="Epoch"/>.</summary>
    [Id(8)] public required long Sequence { get; init; }

    /// <summary>Relation of the best bid to the best ask, trusted or not, which distinguishes a locked book from a crossed one.</summary>
    [Id(9)] public TopOfBook Top { get; init; }

    /// <summary>Whether the client that watches has lost its connection to the cluster: these are the last levels, and the book is stale.</summary>
    [Id(10)] public bool IsDisconnected { get; init; }
}
