using Ballast.Domain.Instruments;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Testing;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

public sealed class InstrumentFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("instrument_perpetual.json", "bitmex/XBTUSD", ContractKind.Inverse, "BTC", 0.1, 100)]
    [InlineData("instrument_future.json", "deribit/BTC-14FEB25", ContractKind.Inverse, "BTC", 2.5, 10)]
    [InlineData("instrument_spot.json", "deribit/BTC_USDC", ContractKind.Spot, "USDC", 1, 0.0001)]
    public void Tardis_metadata_is_read(string file, string id, ContractKind kind, string settle, double tick, double lot)
    {
        var terms = Assert.Single(InstrumentFile.Read(Recordings.Get("json-examples", file))).Now;

        Assert.Equal((id, kind, settle, 1m), (terms.Id.ToString(), terms.Kind, terms.Settle, terms.Multiplier));
        Assert.Equal(((decimal)tick, (decimal)lot), (terms.TickSize, terms.LotSize));
    }

    [Theory]
    [InlineData("instrument_option.json", "deribit/BTC-25APR25-200000-P: type 'option': options and combinations are not covered")]
    [InlineData("instrument_combo.json", "deribit/BTC-FS-28MAR25_PERP: type 'combo': options and combinations are not covered")]
    public void Options_and_combinations_are_refused(string file, string reason)
    {
        var path = Recordings.Get("json-examples", file);

        Assert.Equal($"{path}: entry 1: {reason}", Assert.Throws<InvalidDataException>(() => InstrumentFile.Read(path)).Message);
    }

    [Fact]
    public void Symbol_is_the_dataset_spelling_only_when_it_differs_in_case_alone()
    {
        const string Rest = "\"baseCurrency\":\"XBT\",\"quoteCurrency\":\"USD\",\"type\":\"spot\"";
        var path = _folder.Write(
            "a.json",
            $"[{{\"id\":\"btcusdt\",\"datasetId\":\"BTCUSDT\",\"exchange\":\"binance\",{Rest}}},{{\"id\":\"XBT/USD\",\"datasetId\":\"XBT-USD\",\"exchange\":\"kraken\",{Rest}}}]");

        var terms = InstrumentFile.Read(path).Select(one => one.Now).ToArray();

        Assert.Equal(["binance/BTCUSDT", "kraken/XBT/USD"], terms.Select(one => one.Id.ToString()));
        Assert.All(terms, one => Assert.Equal("BTC", one.Base));
    }

    [Theory]
    [InlineData("{\"exchange\":\"x\",\"symbol\":\"S\",\"kind\":\"swap\"}", "x/S: kind 'swap' is not spot, linear, inverse or quanto")]
    [InlineData("{\"exchange\":\"x\",\"symbol\":\"S\",\"kind\":\"option\"}", "x/S: kind 'option': options and combinations are not covered")]
    [InlineData("{\"exchange\":\"x\",\"symbol\":\"S\",\"kind\":\"linear\",\"base\":\"A\",\"quote\":\"B\"}", "x/S: no multiplier")]
    [InlineData("{\"exchange\":\"x\",\"symbol\":\"S\",\"kind\":\"linear\",\"base\":\"A\",\"quote\":\"B\",\"multiplier\":-1}", "x/S: multiplier -1 must be positive")]
    [InlineData("{\"exchange\":\"x\",\"symbol\":\"S\",\"kind\":\"linear\",\"base\":\"A\",\"quote\":\"B\",\"multiplier\":\"1\"}", "multiplier \"1\" is not a number of at most 28 digits")]
    [InlineData("{\"exchange\":\"x\",\"symbol\":\"S\",\"kind\":\"inverse\",\"base\":\"A\",\"quote\":\"B\",\"settle\":\"B\",\"multiplier\":1}", "x/S: Inverse settles in its base A, not B")]
    [InlineData("{\"exchange\":\"x\",\"symbol\":\"S\"}", "no kind")]
    [InlineData("{\"exchange\":\"x\",\"symbol\":\"T\",\"kind\":\"spot\",\"base\":\"A\",\"quote\":\"B\"}", "x/T is listed twice")]
    [InlineData("7", "is not an object")]
    public void Bad_entry_is_named_with_its_value(string entry, string reason)
    {
        var path = _folder.Write("a.json", $"[{{\"exchange\":\"x\",\"symbol\":\"T\",\"kind\":\"spot\",\"base\":\"A\",\"quote\":\"B\"}},\n{entry}]");

        Assert.Equal($"{path}: entry 2: {reason}", Assert.Throws<InvalidDataException>(() => InstrumentFile.Read(path)).Message);
    }

    [Fact]
    public void Broken_json_and_missing_file_are_named()
    {
        var path = _folder.Write("a.json", "[", "oops]");

        Assert.Equal($"{path}: not JSON at line 2", Assert.Throws<InvalidDataException>(() => InstrumentFile.Read(path)).Message);
        Assert.Equal("There is no instruments file 'none.json'.", Assert.Throws<FileNotFoundException>(() => InstrumentFile.Read("none.json")).Message);
    }

    [Theory]
    [InlineData("binance/BTCUSDT", ContractKind.Spot, "1", "USDT")]
    [InlineData("binance-futures/ETHUSDT", ContractKind.Linear, "1", "USDT")]
    [InlineData("binance-delivery/BTCUSD_PERP", ContractKind.Inverse, "100", "BTC")]
    [InlineData("binance-delivery/ETHUSD_PERP", ContractKind.Inverse, "10", "ETH")]
    [InlineData("bitmex/XBTUSD", ContractKind.Inverse, "1", "BTC")]
    [InlineData("bitmex/ETHUSD", ContractKind.Quanto, "0.000001", "BTC")]
    [InlineData("deribit/BTC-PERPETUAL", ContractKind.Inverse, "1", "BTC")]
    [InlineData("okex-swap/BTC-USDT-SWAP", ContractKind.Linear, "0.01", "USDT")]
    [InlineData("sim-delivery/BTCUSD_PERP", ContractKind.Inverse, "100", "BTC")]
    public void Bundled_terms_are_those_of_the_venues(string id, ContractKind kind, string multiplier, string settle)
    {
        var terms = new InstrumentCatalog().Find(InstrumentId.Parse(id));

        Assert.Equal((kind, decimal.Parse(multiplier, null), settle), (terms?.Kind, terms?.Multiplier, terms?.Settle));
    }

    [Fact]
    public void File_wins_over_the_bundled_terms_and_lookup_is_exact()
    {
        var path = _folder.Write("a.json", "[{\"exchange\":\"binance\",\"symbol\":\"BTCUSDT\",\"kind\":\"spot\",\"base\":\"BTC\",\"quote\":\"USDT\",\"tickSize\":0.5}]");

        var catalog = new InstrumentCatalog(path);

        Assert.Equal(0.5m, catalog.Find(new("binance", "BTCUSDT"))?.TickSize);
        Assert.NotNull(catalog.Find(new("binance", "ETHUSDT")));
        Assert.Null(catalog.Find(new("binance", "btcusdt")));
    }
}
