namespace Ballast.Silo.Paper;

/// <summary>The quotes of both sides; <see langword="null"/> for a side without a quote.</summary>
/// <param name="Bid">The quote to buy.</param>
/// <param name="Ask">The quote to sell.</param>
public readonly record struct PaperQuotes(PaperQuote? Bid, PaperQuote? Ask);
