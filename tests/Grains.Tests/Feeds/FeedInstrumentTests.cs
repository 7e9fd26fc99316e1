using Ballast.Grains.Feeds.Publishing;

namespace Ballast.Grains.Tests.Feeds;

public sealed class FeedInstrumentTests
{
    [Fact]
    public void A_change_that_cannot_be_applied_makes_the_own_copy_stale_and_is_published_with_the_others()
    {
        var id = new InstrumentId("venue", "X");
        var instrument = new FeedInstrument(id);
        instrument.Add(Some.Snapshot(id, 99, 101));
        instrument.TakeMarket();
        Assert.True(instrument.HasState);

        instrument.Add(Some.Bid(id, 98, 1) with { Bids = null! });
        instrument.Add(Some.Trade(id, "after"));

        Assert.Equal(2, instrument.TakeMarket().Length);
        Assert.False(instrument.HasState);
    }
}
