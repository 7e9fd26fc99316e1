using System.Text;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Feeds.Tardis.Datasets;
using Ballast.Testing;
using Ballast.Testing.Datasets;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests.Datasets;

public sealed class InstrumentsApiTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private DatasetServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await DatasetServer.Start();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Terms_of_a_past_time_are_those_before_the_changes_since()
    {
        // The tick of XBTUSD was 0.5 until 2024-07-31, its lot 1 until 2021-06-08.
        _server.Files["/v1/instruments/bitmex/XBTUSD"] = await File.ReadAllBytesAsync(Recordings.Get("json-examples", "instrument_perpetual.json"), Token);

        var terms = await Api().Get(new("bitmex", "XBTUSD"), Token);

        Assert.Equal((0.1m, 100m), Steps(terms.Now));
        Assert.Equal((0.1m, 100m), Steps(terms.At(At("2024-07-31T04:00:00Z"))));
        Assert.Equal((0.5m, 100m), Steps(terms.At(At("2024-07-31T03:59:59Z"))));
        Assert.Equal((0.5m, 1m), Steps(terms.At(At("2021-01-01T00:00:00Z"))));
    }

    [Fact]
    public async Task An_exchange_that_lists_ids_in_lower_case_is_asked_so_and_the_terms_carry_the_symbol_of_the_messages()
    {
        _server.Files["/v1/instruments/binance/pepeusdt"] = Encoding.UTF8.GetBytes(
            """{"id":"pepeusdt","datasetId":"PEPEUSDT","exchange":"binance","baseCurrency":"PEPE","quoteCurrency":"USDT","type":"spot","priceIncrement":1e-8}""");

        var terms = await Api("secret").Get(new("binance", "PEPEUSDT"), Token);
        await Api().Get(new("binance", "PEPEUSDT"), Token);

        Assert.Equal(("binance/PEPEUSDT", ContractKind.Spot, 0.00000001m), (terms.Id.ToString(), terms.Now.Kind, terms.Now.TickSize));
        Assert.Equal(["/v1/instruments/binance/PEPEUSDT", "/v1/instruments/binance/pepeusdt"], _server.Asked);
        Assert.All(_server.Keys, key => Assert.Equal("Bearer secret", key));
    }

    [Fact]
    public async Task An_instrument_nobody_knows_a_refusal_and_a_host_that_does_not_answer_are_told_apart()
    {
        var unknown = await Assert.ThrowsAsync<DatasetException>(() => Api().Get(new("bitmex", "NOTHING"), Token));
        _server.OnceStatus(401);
        var refused = await Assert.ThrowsAsync<DatasetException>(() => Api().Get(new("bitmex", "XBTUSD"), Token));
        var api = Api();
        await _server.DisposeAsync();
        var silent = await Assert.ThrowsAsync<DatasetException>(() => api.Get(new("bitmex", "XBTUSD"), Token));

        Assert.True(unknown.IsMissing);
        Assert.Contains("does not know bitmex/NOTHING", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("HTTP 401", refused.Message, StringComparison.Ordinal);
        Assert.Contains("TARDIS_API_KEY", refused.Message, StringComparison.Ordinal);
        Assert.Contains("did not answer for bitmex/XBTUSD", silent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_is_refused()
    {
        _server.Files["/v1/instruments/deribit/BTC-25APR25-200000-P"] =
            await File.ReadAllBytesAsync(Recordings.Get("json-examples", "instrument_option.json"), Token);

        var refused = await Assert.ThrowsAsync<DatasetException>(() => Api().Get(new("deribit", "BTC-25APR25-200000-P"), Token));

        Assert.Contains("options and combinations are not covered", refused.Message, StringComparison.Ordinal);
    }

    private InstrumentsApi Api(string? key = null) => new(
        new() { ApiAddress = _server.Address, CacheDirectory = _folder.Root, ApiKey = key, NoDataTimeout = TimeSpan.FromSeconds(5) }, _http);

    private static (decimal?, decimal?) Steps(Instrument terms) => (terms.TickSize, terms.LotSize);

    private static Instant At(string time) => Instant.From(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));
}
