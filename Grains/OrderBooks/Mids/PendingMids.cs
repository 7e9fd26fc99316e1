using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;

namespace Ballast.Grains.OrderBooks.Mids;

/// <summary>What one message to a subscriber carries.</summary>
/// <param name="Changes">Changes of the mid, oldest first.</param>
/// <param name="Marks">Marks at the ends of seconds, oldest first.</param>
/// <param name="IsThinned">Whether changes were left out, so that only the last of each 10 ms is here.</param>
internal readonly record struct PendingMids(MidChange[] Changes, BookMark[] Marks, bool IsThinned);
