using Ballast.Domain;

namespace Ballast.Silo.Paper;

/// <summary>A resting quote.</summary>
/// <param name="Number">Number of the order in this run.</param>
/// <param name="Quote">The quote as shown.</param>
/// <param name="PlacedAt">Time at which it was placed, on the arrival clock.</param>
/// <param name="BookVenueTime">Venue time of the book that it was made from.</param>
/// <param name="Remaining">Size that is not filled yet.</param>
internal sealed record RestingQuote(long Number, PaperQuote Quote, Instant PlacedAt, Instant BookVenueTime, decimal Remaining);
