using Ballast.Domain.MarketData.Books;

namespace Ballast.Grains.OrderBooks.Mids;

/// <summary>What a message to a subscriber says of the book itself.</summary>
/// <param name="State">State of the book.</param>
/// <param name="ReceivedAt">Arrival of the last event applied.</param>
/// <param name="VenueTime">Venue time up to which the last mid is known to have held.</param>
/// <param name="Mark">Prices at which positions may be marked now.</param>
/// <param name="ChangesSeen">Changes of the mid so far.</param>
internal readonly record struct BookNow(BookState State, Instant ReceivedAt, Instant VenueTime, BookMark Mark, long ChangesSeen);
