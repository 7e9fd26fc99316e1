using Ballast.Domain;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Silo.Paper;

/// <summary>A booked fill with its evidence: the resting quote and the real trade that went through it.</summary>
public sealed record PaperFill
{
    /// <summary>The fill as booked.</summary>
    public required Fill Fill { get; init; }

    /// <summary>Side of the quote.</summary>
    public required Side QuoteSide { get; init; }

    /// <summary>Price of the quote, in quote currency.</summary>
    public required decimal QuotePrice { get; init; }

    /// <summary>Time at which the quote was placed, on the arrival clock.</summary>
    public required Instant PlacedAt { get; init; }

    /// <summary>Venue time of the book that the quote was made from.</summary>
    public required Instant BookVenueTime { get; init; }

    /// <summary>The venue's id of the trade; <see langword="null"/> when the venue gives none.</summary>
    public required string? TradeId { get; init; }

    /// <summary>Price of the trade, beyond the quote's.</summary>
    public required double TradePrice { get; init; }

    /// <summary>Size of the trade, in the venue's unit of amount.</summary>
    public required double TradeAmount { get; init; }

    /// <summary>Venue time of the trade.</summary>
    public required Instant TradeVenueTime { get; init; }

    /// <summary>Arrival of the trade.</summary>
    public required Instant TradeReceivedAt { get; init; }
}
