using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Mids;

/// <summary>What one message to a subscriber carries.</summary>
/// <param name="Changes">Changes of the mid, oldest first.</param>
/// <param name="Marks">Marks at the ends of seconds, oldest first.</param>
/// <param name="Thinned">Times whose changes were left out; <see langword="null"/> when none were.</param>
internal readonly record struct PendingMids(MidChange[] Changes, BookMark[] Marks, ThinnedRange? Thinned);
