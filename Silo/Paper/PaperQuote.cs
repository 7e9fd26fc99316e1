using Ballast.Domain;
using Ballast.Domain.Ledger;

namespace Ballast.Silo.Paper;

/// <summary>A quote of one side.</summary>
/// <param name="Side">Side of our order.</param>
/// <param name="Price">Price in quote currency, a whole number of ticks.</param>
/// <param name="Size">Size in the venue's unit of amount, in whole lots; positive.</param>
public sealed record PaperQuote(Side Side, decimal Price, decimal Size);

/// <summary>The quotes of both sides; <see langword="null"/> for a side without a quote.</summary>
/// <param name="Bid">The quote to buy.</param>
/// <param name="Ask">The quote to sell.</param>
public readonly record struct PaperQuotes(PaperQuote? Bid, PaperQuote? Ask);

/// <summary>A resting quote.</summary>
/// <param name="Number">Number of the order in this run.</param>
/// <param name="Quote">The quote as shown.</param>
/// <param name="PlacedAt">Time at which it was placed, on the arrival clock.</param>
/// <param name="BookVenueTime">Venue time of the book that it was made from.</param>
/// <param name="Remaining">Size that is not filled yet.</param>
internal sealed record RestingQuote(long Number, PaperQuote Quote, Instant PlacedAt, Instant BookVenueTime, decimal Remaining);
