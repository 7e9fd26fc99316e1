using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Liquidity;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Liquidity = Ballast.Domain.Risk.Liquidity.LiquidityFigures;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Reads from books the cost of closing a portfolio's positions.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed class PortfolioLiquidity(IGrainFactory grains, IOptions<BallastOptions> options, TimeProvider time)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Asks the books of all open instruments at once; one that does not answer in time leaves its leg without figures.</summary>
    /// <param name="portfolio">The positions; those of several accounts in one instrument are added up.</param>
    /// <param name="fx">Rates used throughout.</param>
    /// <param name="historicalVar">Value at risk that costs are added to; <see langword="null"/> when it is not known.</param>
    /// <param name="horizon">Horizon of that value at risk.</param>
    public async Task<LiquidityFigures> Read(PortfolioView portfolio, FxTable fx, double? historicalVar, TimeSpan horizon)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        ArgumentNullException.ThrowIfNull(fx);
        var inputs = await Task.WhenAll(portfolio.Positions
            .GroupBy(position => position.Instrument)
            .Where(group => group.Sum(position => position.Quantity) != 0)
            .Select(group => Ask([.. group], fx, portfolio.Currency)));
        var liquidity = LiquidityComputation.Of(inputs, historicalVar, horizon, options.Value.Risk.Participation, options.Value.Risk.SpreadDeviations);
        return portfolio.Complete
            ? liquidity
            : liquidity with
            {
                Cost = null,
                ValueAtRisk = null,
                SpreadValueAtRisk = null,
                CloseOut = null,
                CloseOutValueAtRisk = null,
                Missing = [.. portfolio.MissingMembers.Select(member => $"{member} has not answered"), .. portfolio.MissingBelow, .. liquidity.Missing],
            };
    }

    private async Task<LiquidityInput> Ask(PositionView[] positions, FxTable fx, string currency)
    {
        var first = positions[0];
        var quantity = positions.Sum(position => position.Quantity);
        var reasons = new List<string>();
        var rate = fx.Convert(first.Settle, currency)?.Rate;
        if (rate is null)
        {
            reasons.Add($"no fresh rate from {first.Settle} to {currency}");
        }

        var mark = positions.Select(position => position.Mark).FirstOrDefault(price => price is not null);
        if (mark is null)
        {
            reasons.Add(positions.Select(position => position.Reason).FirstOrDefault(reason => reason is not null) ?? "no mark");
        }

        var book = await Analytics(first.Instrument, Math.Abs(quantity), reasons);
        var isTrusted = book?.State == BookState.Live;
        if (book is not null && !isTrusted)
        {
            reasons.Add(book.State == BookState.Crossed ? "the book is crossed" : book.Reason ?? "the book is not live");
        }

        var execution = isTrusted ? book!.Executions.FirstOrDefault(e => e.Side == (quantity > 0 ? Side.Sell : Side.Buy)) : null;
        if (isTrusted && execution is null)
        {
            reasons.Add(book!.Reason ?? "the book told no cost");
        }

        return new()
        {
            Instrument = first.Instrument,
            Quantity = quantity,
            Notional = rate is { } known && mark is > 0 ? (double)quantity * first.Contract.At((double)mark.Value) * (double)known : null,
            Rate = rate,
            Execution = execution,
            Spread = book?.Spread,
            Traded = book?.Traded,
            Reasons = reasons,
        };
    }

    private async Task<BookAnalyticsView?> Analytics(InstrumentId instrument, decimal size, List<string> reasons)
    {
        var request = new BookAnalyticsRequest { Bps = [], Sizes = [size] };
        if (request.Fault() is { } fault)
        {
            reasons.Add(fault);
            return null;
        }

        try
        {
            return await grains.Book(instrument).GetAnalytics(request).WaitAsync(AnswerTimeout, time);
        }
        catch (Exception e)
        {
            // The reason goes with the leg; the other legs keep their figures.
            reasons.Add(e is TimeoutException ? $"the book did not answer within {AnswerTimeout}" : $"the book did not answer: {e.Message}");
            return null;
        }
    }
}
