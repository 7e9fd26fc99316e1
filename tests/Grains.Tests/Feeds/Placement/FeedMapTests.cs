using System.Net;
using Ballast.Grains.Feeds.Placement;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Feeds.Placement;

public sealed class FeedMapTests
{
    private static readonly SiloAddress First = Silo(1);
    private static readonly SiloAddress Second = Silo(2);

    [Fact]
    public void An_instrument_has_the_feed_that_names_it_and_else_the_one_of_its_whole_exchange()
    {
        var map = new FeedMap(
        [
            (First, [new("live/0", ["venue/btcusdt", "other/"]), new("live/1", ["venue/ETH/USDT"])]),
            (Second, [new("live/0", ["venue/btcusdt", "other/"])]),
        ]);

        Assert.Equal("live/0", map.FeedOf("venue/BTCUSDT"));
        Assert.Equal("live/1", map.FeedOf("venue/eth/usdt"));
        Assert.Equal("live/0", map.FeedOf("other/X"));
        Assert.Null(map.FeedOf("venue/X"));
        Assert.Equal([First, Second], map.SilosOf("live/0"));
        Assert.Equal([First], map.SilosOf("live/1"));
        Assert.Empty(map.SilosOf("live/2"));
    }

    [Fact]
    public void Silos_whose_configurations_differ_agree_on_the_feed_in_whatever_order_they_are_asked()
    {
        (SiloAddress, IEnumerable<PublishedFeed>)[] configured = [(First, [new("live/1", ["venue/X"])]), (Second, [new("live/0", ["venue/X"])])];

        Assert.Equal("live/0", new FeedMap(configured).FeedOf("venue/X"));
        Assert.Equal("live/0", new FeedMap(configured.Reverse()).FeedOf("venue/X"));
    }

    [Fact]
    public void A_silo_that_joins_or_leaves_moves_only_its_own_share_of_the_names()
    {
        string[] names = [.. Enumerable.Range(0, 1_000).Select(i => $"live/{i}")];
        SiloAddress[] two = [First, Second], three = [First, Second, Silo(3)];

        foreach (var name in names)
        {
            var (before, after) = (Rendezvous.Of(name, two), Rendezvous.Of(name, three.Reverse()));
            Assert.True(after!.Equals(before) || after.Equals(three[2]));
        }

        Assert.All(names.GroupBy(name => Rendezvous.Of(name, three)), share => Assert.InRange(share.Count(), 250, 420));
    }

    [Fact]
    public void A_silo_that_starts_again_has_the_names_that_it_had()
    {
        foreach (var name in Enumerable.Range(0, 100).Select(i => $"live/{i}"))
        {
            Assert.Equal(Rendezvous.Of(name, [First, Second])!.Endpoint, Rendezvous.Of(name, [Silo(1, generation: 9), Second])!.Endpoint);
        }
    }

    [Fact]
    public void There_is_no_silo_for_a_name_where_there_are_none() => Assert.Null(Rendezvous.Of("live/0", []));

    private static SiloAddress Silo(int host, int generation = 1) => SiloAddress.New(new IPEndPoint(IPAddress.Parse($"10.0.0.{host}"), 11_111), generation);
}
