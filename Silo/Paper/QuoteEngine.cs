using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Silo.Paper;

/// <summary>Computes the paper maker's quotes around a reservation price that moves against its inventory.</summary>
/// <remarks>
/// Reservation price = mid − k·(inventory / largest inventory), as in Avellaneda and Stoikov (2008) with the product of
/// risk aversion, variance and time replaced by one constant k. Both quotes keep the book's half spread from it, but no quote is
/// better than the best price: it never crosses, and no fill depends on improving a real book.
/// </remarks>
public static class QuoteEngine
{
    /// <summary>Returns both quotes for a book; none unless the book is live, two-sided and not crossed.</summary>
    /// <param name="book">The book with at least one level per side.</param>
    /// <param name="inventory">Signed inventory, in the venue's unit of amount.</param>
    /// <param name="terms">Contract terms with tick and lot size.</param>
    /// <param name="options">Settings of size, limit and skew.</param>
    /// <exception cref="ArgumentException">Tick or lot size is not known, or the contract is a quanto.</exception>
    public static PaperQuotes Quote(BookView book, decimal inventory, Instrument terms, PaperMakerOptions options)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(options);
        if (Fault(terms) is { } fault)
        {
            throw new ArgumentException(fault, nameof(terms));
        }

        if (book.State != BookState.Live || book.Bids.Length == 0 || book.Asks.Length == 0)
        {
            return default;
        }

        // A double is converted to a decimal with at most 15 digits, which restores the venue's decimal price.
        var (bestBid, bestAsk) = ((decimal)book.Bids[0].Price, (decimal)book.Asks[0].Price);
        if (bestBid <= 0 || bestBid >= bestAsk)
        {
            return default;
        }

        var tick = terms.TickSize!.Value;
        var mid = (bestBid + bestAsk) / 2;
        var half = (bestAsk - bestBid) / 2;
        var size = SizeOf(mid, terms, options);
        var most = size * options.MaxInventoryQuotes;
        var lean = most == 0 ? 0 : Math.Clamp(inventory / most, -1m, 1m);
        var skewTicks = decimal.Round(options.SkewBasisPoints / 10_000m * mid / tick);
        var reservation = mid - (skewTicks * lean * tick);

        var bid = Math.Min(bestBid, Math.Floor((reservation - half) / tick) * tick);
        var ask = Math.Max(bestAsk, Math.Ceiling((reservation + half) / tick) * tick);
        return new(
            bid > 0 ? Show(Side.Buy, bid, Math.Min(size, most - inventory), terms) : null,
            Show(Side.Sell, ask, Math.Min(size, most + inventory), terms));
    }

    /// <summary>Quantity of a full quote at <paramref name="price"/>, in whole lots; at least one lot.</summary>
    public static decimal SizeOf(decimal price, Instrument terms, PaperMakerOptions options)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(options);
        var lot = terms.LotSize!.Value;

        // An inverse contract is worth its multiplier in quote currency at every price.
        var quantity = terms.Kind == ContractKind.Inverse
            ? options.QuoteNotional / terms.Multiplier
            : options.QuoteNotional / price / terms.Multiplier;
        return Math.Max(lot, FloorTo(quantity, lot));
    }

    /// <summary>Rounds <paramref name="quantity"/> down to whole lots.</summary>
    public static decimal FloorTo(decimal quantity, decimal lot) => Math.Floor(quantity / lot) * lot;

    /// <summary>Says why an instrument cannot be quoted; <see langword="null"/> when it can.</summary>
    public static string? Fault(Instrument terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.Fault()
            ?? (terms.TickSize is null || terms.LotSize is null ? $"{terms.Id}: tick and lot size must be known to quote"
            : terms.Kind == ContractKind.Quanto ? $"{terms.Id}: a quanto has no size in quote currency without a rate"
            : null);
    }

    private static PaperQuote? Show(Side side, decimal price, decimal size, Instrument terms)
    {
        var whole = FloorTo(size, terms.LotSize!.Value);
        return whole > 0 ? new(side, price, whole) : null;
    }
}
