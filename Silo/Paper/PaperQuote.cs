using Ballast.Domain;
using Ballast.Domain.Ledger;

namespace Ballast.Silo.Paper;

/// <summary>One side the maker wants to show.</summary>
/// <param name="Side">Side of our order.</param>
/// <param name="Price">In quote currency, on the tick grid.</param>
/// <param name="Size">In the venue's unit of amount, whole lots, positive.</param>
public sealed record PaperQuote(Side Side, decimal Price, decimal Size);

/// <summary>Both sides; <see langword="null"/> where nothing is shown.</summary>
/// <param name="Bid">What we would buy.</param>
/// <param name="Ask">What we would sell.</param>
public readonly record struct PaperQuotes(PaperQuote? Bid, PaperQuote? Ask);

/// <summary>A quote resting on paper.</summary>
/// <param name="Number">Number of the order in this run.</param>
/// <param name="Quote">What was shown.</param>
/// <param name="PlacedAt">When it was placed, on the clock of arrivals.</param>
/// <param name="BookVenueTime">Venue time of the book it was made from.</param>
/// <param name="Remaining">Not filled yet.</param>
internal sealed record RestingQuote(long Number, PaperQuote Quote, Instant PlacedAt, Instant BookVenueTime, decimal Remaining);
