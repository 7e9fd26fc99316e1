using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Grains.Inventory.Marks;

namespace Ballast.Grains.Inventory.Closing;

/// <summary>Finds the second at which a new activation goes on closing, and the marks of the seconds in which no activation ran.</summary>
/// <param name="instrument">Instrument of the inventory.</param>
/// <param name="grains">Gives references to portfolios.</param>
/// <param name="market">Mids and marks; gets the marks of those seconds.</param>
/// <param name="prices">Gives stored samples.</param>
/// <param name="time">Limits the wait for portfolios.</param>
/// <param name="logger">Logs portfolios and samples that did not answer.</param>
internal sealed partial class ClosingResumption(
    InstrumentId instrument, IGrainFactory grains, InstrumentMarket market, PastPrices prices, TimeProvider time, ILogger logger)
{
    /// <summary>Longest wait for a portfolio. Portfolios give up an inventory that is 30 s late, so one that is sick must not hold up the seconds of all others.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How far back seconds are closed again, as long as books keep mids. After a longer pause they stay open.</summary>
    private static readonly TimeSpan Longest = MidHistory.DefaultSpan;

    /// <summary>The first second that some portfolio has not received; now when all begin with this activation or were without the inventory for too long.</summary>
    /// <param name="portfolios">Portfolios with ledgers.</param>
    /// <param name="now">Time of the activation.</param>
    internal async Task<Instant> FirstSecond(IEnumerable<string> portfolios, Instant now)
    {
        var received = await Task.WhenAll(portfolios.Select(Received));
        var first = received.OfType<Instant>().Where(at => at >= now - Longest && at < now).DefaultIfEmpty(now).MinBy(at => at.Micros);
        if (first < now)
        {
            first += TimeSpan.FromSeconds(1);
            market.Seconds.AddEarlier(await Marks(first, now));
        }

        return first;
    }

    private async Task<Instant?> Received(string portfolio)
    {
        try
        {
            return await grains.Portfolio(new(portfolio)).GetClosedTo(instrument).WaitAsync(Patience, time);
        }
        catch (Exception e)
        {
            // Its seconds without this inventory stay incomplete, and days that ended in them are valued later.
            NoAnswer(logger, e, instrument, portfolio);
            return null;
        }
    }

    /// <summary>The mid at each second, from the book or from its stored samples, as a mark.</summary>
    private async Task<IReadOnlyList<BookMark>> Marks(Instant from, Instant to)
    {
        var samples = market.Mids.Oldest <= from ? null : await Samples(from, to);
        var marks = new List<BookMark>();
        for (var at = from; at < to; at += TimeSpan.FromSeconds(1))
        {
            if (market.Mids.Oldest <= at)
            {
                Add(at, market.Mids.PreviousTick(at), Instant.Min(at, market.Mids.ConfirmedTo));
            }
            else if (samples is not null && prices.Sample(samples, at) is { } sample)
            {
                Add(at, (double)sample.Price, sample.AsOf);
            }
        }

        return marks;

        void Add(Instant at, double? mid, Instant asOf)
        {
            if (mid is { } known)
            {
                marks.Add(new(at, known, double.NaN, asOf, double.NaN, default));
            }
        }
    }

    private async Task<SampleSeries?> Samples(Instant from, Instant to)
    {
        try
        {
            return await prices.Samples(from - market.MaxAge, to);
        }
        catch (Exception e)
        {
            // The seconds are closed all the same, without marks where no mid is known.
            NoSamples(logger, e, instrument);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: portfolio {Portfolio} did not say up to which second it has closed values")]
    private static partial void NoAnswer(ILogger logger, Exception exception, InstrumentId instrument, string portfolio);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: no samples were read for the seconds in which no activation ran")]
    private static partial void NoSamples(ILogger logger, Exception exception, InstrumentId instrument);
}
