using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Marks;

namespace Ballast.Grains.Inventory.Closing;

/// <summary>Finds the second at which a new activation goes on closing, and the marks of the seconds in which no activation ran.</summary>
/// <param name="instrument">Instrument of the inventory.</param>
/// <param name="grains">Gives references to portfolios.</param>
/// <param name="market">Mids and marks; gets the marks of those seconds.</param>
/// <param name="book">Book of the instrument, for stored samples.</param>
/// <param name="grid">Grid of the samples.</param>
/// <param name="logger">Logs portfolios that did not answer.</param>
internal sealed partial class ClosingResumption(
    InstrumentId instrument, IGrainFactory grains, InstrumentMarket market, IOrderBookGrain book, SamplingGrid grid, ILogger logger)
{
    /// <summary>How far back seconds are closed again, as long as books keep mids. After a longer pause they stay open.</summary>
    private static readonly TimeSpan Longest = MidHistory.DefaultSpan;

    /// <summary>The first second that some portfolio has not received; now when all begin with this activation or were without the inventory for too long.</summary>
    /// <param name="portfolios">Portfolios with ledgers.</param>
    /// <param name="now">Time of the activation.</param>
    /// <param name="applied">Watermark, up to which samples are closed.</param>
    internal async Task<Instant> FirstSecond(IEnumerable<string> portfolios, Instant now, Instant applied)
    {
        var received = await Task.WhenAll(portfolios.Select(Received));
        var first = received.OfType<Instant>().Where(at => at >= now - Longest && at < now).DefaultIfEmpty(now).MinBy(at => at.Micros);
        if (first < now)
        {
            first += TimeSpan.FromSeconds(1);
            market.Seconds.AddEarlier(await Marks(first, now, applied));
        }

        return first;
    }

    private async Task<Instant?> Received(string portfolio)
    {
        try
        {
            return await grains.Portfolio(new(portfolio)).GetClosedTo(instrument);
        }
        catch (Exception e)
        {
            // Its seconds without this inventory stay incomplete.
            NoAnswer(logger, e, instrument, portfolio);
            return null;
        }
    }

    /// <summary>The mid at each second, from the book or from its stored samples, as a mark.</summary>
    private async Task<IReadOnlyList<BookMark>> Marks(Instant from, Instant to, Instant applied)
    {
        var samples = market.Mids.Oldest <= from ? null : await book.GetSamples(grid.IndexAtOrBefore(from), applied);
        var marks = new List<BookMark>();
        for (var at = from; at < to; at += TimeSpan.FromSeconds(1))
        {
            var (mid, time) = market.Mids.Oldest <= at ? (market.Mids.PreviousTick(at), at < market.Mids.ConfirmedTo ? at : market.Mids.ConfirmedTo) : Sample(samples, at);
            if (mid is { } known)
            {
                marks.Add(new(at, known, double.NaN, time, double.NaN, default));
            }
        }

        return marks;
    }

    private (double? Mid, Instant At) Sample(SampleColumn? samples, Instant at)
    {
        var index = grid.IndexAtOrBefore(at);
        return samples?.At(index) is { } mid && !double.IsNaN(mid) ? (mid, grid.TimeOf(index)) : (null, default);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: portfolio {Portfolio} did not say up to which second it has closed values")]
    private static partial void NoAnswer(ILogger logger, Exception exception, InstrumentId instrument, string portfolio);
}
