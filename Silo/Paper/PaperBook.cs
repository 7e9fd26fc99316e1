using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Silo.Paper;

/// <summary>The state of the maker in one instrument: its cursor, inventory, resting quotes and fills that are not booked yet.</summary>
internal sealed class PaperBook(Instrument terms, PaperMakerOptions options)
{
    /// <summary>Contract terms.</summary>
    public Instrument Terms { get; } = terms;

    /// <summary>Position after the last trade read.</summary>
    public TradeCursor Cursor { get; set; }

    /// <summary>Signed inventory from booked fills, in the venue's unit of amount; <see langword="null"/> until it is loaded.</summary>
    public decimal? Inventory { get; set; }

    /// <summary>Fills that are not acknowledged yet, oldest first.</summary>
    public List<PaperFill> Unbooked { get; } = [];

    private RestingQuote? Bid { get; set; }

    private RestingQuote? Ask { get; set; }

    /// <summary>Removes both quotes.</summary>
    public void Cancel() => (Bid, Ask) = (null, null);

    /// <summary>Fills the quote that a trade went through, if there is one.</summary>
    /// <param name="trade">The next trade in order of arrival.</param>
    /// <param name="run">Part of the fill's id.</param>
    /// <param name="fills">Number of fills of the run so far; one more after a fill.</param>
    public void Match(Trade trade, string run, ref long fills)
    {
        var price = (decimal)trade.Price;
        var hit = trade.Taker switch
        {
            TakerSide.Sell when Bid is not null && price < Bid.Quote.Price => Bid,
            TakerSide.Buy when Ask is not null && price > Ask.Quote.Price => Ask,
            _ => null,
        };

        // The queue position at the quote's own price is unknown, so only a trade beyond that price counts, and only one
        // later than the quote on both clocks.
        if (hit is null || trade.ReceivedAt < hit.PlacedAt || trade.VenueTime <= hit.BookVenueTime)
        {
            return;
        }

        var quantity = QuoteEngine.FloorTo(Math.Min(hit.Remaining, (decimal)trade.Amount), Terms.LotSize!.Value);
        if (quantity <= 0)
        {
            return;
        }

        fills++;
        Unbooked.Add(FillOf(hit, trade, quantity, run, fills));
        var rest = hit with { Remaining = hit.Remaining - quantity };
        (Bid, Ask) = hit == Bid ? (rest, Ask) : (Bid, rest);
    }

    /// <summary>Shows new quotes. A side whose price is unchanged keeps its order unless that order is filled.</summary>
    public void Show(PaperQuotes quotes, BookView book, Instant now, ref long orders)
    {
        Bid = Replace(Bid, quotes.Bid, book, now, ref orders);
        Ask = Replace(Ask, quotes.Ask, book, now, ref orders);
    }

    private static RestingQuote? Replace(RestingQuote? old, PaperQuote? wanted, BookView book, Instant now, ref long orders) =>
        wanted is null ? null
        : old is { Remaining: > 0 } && old.Quote.Price == wanted.Price ? old
        : new(++orders, wanted, now, book.VenueTime, wanted.Size);

    private PaperFill FillOf(RestingQuote quote, Trade trade, decimal quantity, string run, long number) => new()
    {
        Fill = new()
        {
            Instrument = Terms.Id,
            Account = options.Account,
            Portfolio = options.Portfolio,
            TradeId = $"{run}-{trade.TradeId ?? $"{number}"}-{number}",
            Side = quote.Quote.Side,
            Price = quote.Quote.Price,
            Quantity = quantity,
            Fee = decimal.Round(
                options.MakerFeeRate * quantity * Math.Abs(Terms.Contract.At(quote.Quote.Price)), ContractValue.Decimals),
            FeeAsset = Terms.Settle,
            VenueTime = trade.VenueTime,
            VenueSequence = number,
            Liquidity = LiquiditySide.Maker,
            OrderId = $"q{quote.Number}",
        },
        QuoteSide = quote.Quote.Side,
        QuotePrice = quote.Quote.Price,
        PlacedAt = quote.PlacedAt,
        BookVenueTime = quote.BookVenueTime,
        TradeId = trade.TradeId,
        TradePrice = trade.Price,
        TradeAmount = trade.Amount,
        TradeVenueTime = trade.VenueTime,
        TradeReceivedAt = trade.ReceivedAt,
    };
}
