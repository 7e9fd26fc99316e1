using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>The levels of one message, in the memory of its reader; valid until the reader reads the next message.</summary>
internal readonly ref struct BookFrame
{
    /// <summary>The instrument as received.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Time on the venue's clock.</summary>
    public required Instant VenueTime { get; init; }

    /// <summary>Time of arrival.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>Whether both sides are cleared before the levels are applied.</summary>
    public required bool IsSnapshot { get; init; }

    /// <summary>Bids, in the order of the message.</summary>
    public required ReadOnlySpan<BookLevel> Bids { get; init; }

    /// <summary>Asks, in the order of the message.</summary>
    public required ReadOnlySpan<BookLevel> Asks { get; init; }

    /// <summary>Copies the frame into an event.</summary>
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
