using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>The levels of one message in the memory of whoever read it; valid until it reads the next one.</summary>
internal readonly ref struct BookFrame
{
    /// <summary>As received.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>The venue's clock.</summary>
    public required Instant VenueTime { get; init; }

    /// <summary>Arrival.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>Whether both sides are dropped first.</summary>
    public required bool IsSnapshot { get; init; }

    /// <summary>Bids, in the order of the message.</summary>
    public required ReadOnlySpan<BookLevel> Bids { get; init; }

    /// <summary>Asks, in the order of the message.</summary>
    public required ReadOnlySpan<BookLevel> Asks { get; init; }

    /// <summary>The frame as an event with arrays of its own.</summary>
    public BookChange ToEvent() => new()
    {
        Instrument = Instrument,
        VenueTime = VenueTime,
        ReceivedAt = ReceivedAt,
        IsSnapshot = IsSnapshot,
        Bids = Bids.IsEmpty ? [] : Bids.ToArray(),
        Asks = Asks.IsEmpty ? [] : Asks.ToArray(),
    };
}
