using Ballast.Domain.Ledger.Events;

namespace Ballast.Silo.Paper;

/// <summary>A quote of one side.</summary>
/// <param name="Side">Side of our order.</param>
/// <param name="Price">Price in quote currency, a whole number of ticks.</param>
/// <param name="Size">Size in the venue's unit of amount, in whole lots; positive.</param>
public sealed record PaperQuote(Side Side, decimal Price, decimal Size);
