using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;

namespace Ballast.Grains.OrderBooks;

/// <summary>Answers a request for the figures of a book.</summary>
internal static class AnalyticsAnswer
{
    private static readonly int[] ImbalanceLevels = [1, 5, 25];

    /// <summary>The answer as of now.</summary>
    /// <param name="intake">The book, with its statistics of quotes and trades.</param>
    /// <param name="request">The figures asked for.</param>
    /// <param name="contract">Value of one unit of amount; <see langword="null"/> when the terms are not known.</param>
    /// <exception cref="ArgumentException">The request has a fault.</exception>
    internal static BookAnalyticsView Of(BookIntake intake, BookAnalyticsRequest request, ContractValue? contract)
    {
        if (request.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(request));
        }

        var (book, flow) = (intake.Book, intake.Flow);
        var view = new BookAnalyticsView
        {
            Instrument = intake.Instrument,
            State = book.State,
            VenueTime = intake.VenueTime,
            ReceivedAt = intake.ReceivedAt,
            Figures = new() { Top = book.Top },
            Imbalance = [.. ImbalanceLevels.Select(levels => new LevelImbalance(levels, null))],
            Depth = [.. request.Bps.Select(bps => new DepthWithin(bps, null, null))],
            Executions = [],
            OrderFlow = flow.OrderFlow(intake.VenueTime),
            FlowSeconds = flow.FlowSeconds,
            Vpin = flow.Vpin,
            Volatility = flow.Volatility(intake.Mids),
            VolatilitySeconds = flow.VolatilitySeconds,
            Spread = flow.Spread(intake.VenueTime),
            Traded = flow.Traded(intake.VenueTime),
            Reason = intake.IsTrusted ? null : book.State == BookState.Stale ? "the book is stale: something was missed" : "no snapshot has come yet",
        };
        if (!intake.IsTrusted)
        {
            return view;
        }

        try
        {
            return WithLevels(view, book, request, contract);
        }
        catch (OverflowException)
        {
            return view with { Reason = "a price or size is past what decimal holds" };
        }
    }

    private static BookAnalyticsView WithLevels(BookAnalyticsView view, OrderBook book, BookAnalyticsRequest request, ContractValue? contract)
    {
        var (bids, asks) = (book.AllBids(), book.AllAsks());
        return view with
        {
            Figures = BookAnalytics.Figures(book.BestBid, book.BestAsk),
            Imbalance = [.. ImbalanceLevels.Select(levels => BookAnalytics.Imbalance(bids, asks, levels))],
            Depth = [.. request.Bps.Select(bps => BookAnalytics.Depth(bids, asks, bps))],
            Executions = [.. request.Sizes.SelectMany(size => (Side[])[Side.Buy, Side.Sell], (size, side) => BookAnalytics.Execute(bids, asks, side, size, contract))],
            Reason = book.Top switch
            {
                TopOfBook.Empty => "the book is empty",
                TopOfBook.OneSided => $"the book has no {(bids.Length == 0 ? "bids" : "asks")}",
                _ when contract is null && request.Sizes.Count > 0 => $"the terms of {view.Instrument} are not known, so costs are not either",
                _ => null,
            },
        };
    }
}
