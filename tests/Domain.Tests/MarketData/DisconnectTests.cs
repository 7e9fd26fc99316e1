using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class DisconnectTests
{
    private static readonly InstrumentId Bitcoin = new("binance-futures", "BTCUSDT");

    [Theory]
    [InlineData("", null, true)]
    [InlineData("", "", true)]
    [InlineData("", "ETHUSDT", false)]
    [InlineData("", "ethusdt,btcusdt", true)]
    [InlineData("BTCUSDT", null, true)]
    [InlineData("ETHUSDT", null, false)]
    [InlineData("ETHUSDT", "BTCUSDT", false)]
    public void A_disconnect_concerns_its_instrument_or_the_symbols_it_names_or_else_its_exchange(string symbol, string? symbols, bool concerns)
    {
        var cut = Cut(symbol) with { Symbols = symbols?.Split(',', StringSplitOptions.RemoveEmptyEntries) };

        Assert.Equal(concerns, cut.Concerns(Bitcoin));
        Assert.False(cut.Concerns(Bitcoin with { Exchange = "binance" }));
        Assert.True(cut.Of(Bitcoin).Concerns(Bitcoin));
        Assert.False(cut.Of(Bitcoin).Concerns(Bitcoin with { Symbol = "ETHUSDT" }));
    }

    private static Disconnect Cut(string symbol) => new() { Instrument = new(Bitcoin.Exchange, symbol), VenueTime = new(1), ReceivedAt = new(1) };
}
