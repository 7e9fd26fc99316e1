using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Marks;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.OrderBooks;

namespace Ballast.Grains.Inventory.Closing;

/// <summary>Finds mark and mid of an instrument at past seconds for which nobody knows them any more: from what is in memory, else from samples.</summary>
/// <param name="instrument">Instrument of the inventory.</param>
/// <param name="market">Its marks and mids of the last minutes.</param>
/// <param name="samples">Samples that its book and the store have.</param>
/// <param name="grid">Grid of the samples.</param>
internal sealed class PastPrices(InstrumentId instrument, InstrumentMarket market, SampleCache samples, SamplingGrid grid)
{
    /// <summary>Mark and mid at a time, by the policy. A sample counts as a mid of its own time, so it must not be older than a mark may be.</summary>
    /// <param name="at">Venue time; only for a whole second anything is found.</param>
    internal async Task<MarkPoint> At(Instant at)
    {
        if (at.Micros % Instant.PerSecond != 0)
        {
            return default;
        }

        var known = market.At(at);
        return known.Mark is not null ? known : market.At(at, Sample(await Samples(at - market.MaxAge, at), at));
    }

    /// <summary>Samples from one time to another, both included, as the store and the book have them.</summary>
    internal Task<SampleSeries> Samples(Instant from, Instant to) => samples.GetRange(instrument, from, to);

    /// <summary>The last sample at or before a time, as a price of the sample's own time; <see langword="null"/> when it is missing.</summary>
    internal MarkPrice? Sample(SampleSeries series, Instant at)
    {
        var index = Math.Min(grid.IndexAtOrBefore(at), series.EndIndex - 1);
        return index >= series.FirstIndex ? MarkPrice.From(series.Mids[index - series.FirstIndex], grid.TimeOf(index)) : null;
    }
}
