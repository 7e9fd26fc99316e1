using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Fx;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Fx;

/// <summary>Which spot instruments conversions need.</summary>
public sealed class FxNeedsTests
{
    [Theory]
    [InlineData("BTC", "a BTC/USDT, b BTC/USDT")]
    [InlineData("USD", "a USDT/USD")]
    [InlineData("XRP", "a XRP/BTC, a XRP/ETH, a BTC/USDT, b BTC/USDT, a ETH/USDT")]
    [InlineData("BTC USD", "a BTC/USDT, b BTC/USDT, a USDT/USD, a BTC/USD")]
    [InlineData("USDT", "")]
    [InlineData("NONE", "")]
    public void Those_on_the_shortest_ways_and_between_needed_assets_are_chosen(string assets, string expected)
    {
        var spots = Spots("a BTC/USDT, b BTC/USDT, a USDT/USD, a BTC/USD, a XRP/BTC, a XRP/ETH, a ETH/USDT, a DOGE/USDT, a SHIB/DOGE, a LOST/ALONE");

        var needed = FxNeeds.Of(spots, assets.Split(' '), "USDT");

        Assert.Equal(Spots(expected).Select(spot => spot.Id).Order(), needed.Order());
    }

    [Fact]
    public void With_only_these_every_conversion_is_as_with_all()
    {
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[1, 50]).Array[1, 15].Select(Gen.Int[0, 5].Array[1, 4]).Sample((pairs, assets) =>
        {
            var quotes = pairs.Where(pair => pair.Item1 != pair.Item2)
                .DistinctBy(pair => (pair.Item1, pair.Item2))
                .Select(pair => (Spot: Spot("v", $"A{pair.Item1}/A{pair.Item2}"), Mid: (decimal)pair.Item3))
                .ToArray();
            var needed = FxNeeds.Of([.. quotes.Select(quote => quote.Spot)], assets.Select(asset => $"A{asset}"), "A0");

            var (all, some) = (Table(quotes), Table([.. quotes.Where(quote => needed.Contains(quote.Spot.Id))]));

            foreach (var asset in assets)
            {
                Assert.Equal(all.Convert($"A{asset}", "A0")?.Rate, some.Convert($"A{asset}", "A0")?.Rate);
            }
        });
    }

    private static FxTable Table((Instrument Spot, decimal Mid)[] quotes) => new()
    {
        Version = 1,
        Now = new(1),
        MaxAge = TimeSpan.FromSeconds(1),
        Quotes = [.. quotes.Select(quote => new FxQuote(quote.Spot.Base, quote.Spot.Quote, quote.Mid, new(1), quote.Spot.Id))],
    };

    private static Instrument[] Spots(string text) =>
        [.. text.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(spot => Spot(spot.Split(' ')[0], spot.Split(' ')[1]))];

    private static Instrument Spot(string venue, string pair) =>
        new() { Id = new(venue, pair), Kind = ContractKind.Spot, Base = pair.Split('/')[0], Quote = pair.Split('/')[1], Settle = pair.Split('/')[1] };
}
