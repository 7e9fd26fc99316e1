using System.IO.Compression;
using Ballast.Silo.Feeds.Tardis.Datasets;
using Ballast.Testing;
using Ballast.Testing.Datasets;
using Xunit;

namespace Ballast.Silo.Tests.Datasets;

public sealed class DatasetCacheTests : IAsyncLifetime
{
    private static readonly Dataset Trades = new(new("bitmex", "XBTUSD"), "trades", new(2024, 8, 1));
    private const string TradesPath = "/v1/bitmex/trades/2024/08/01/XBTUSD.csv.gz";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly List<string> _notices = [];
    private readonly byte[] _content = Gzip(200_000);
    private DatasetServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await DatasetServer.Start();
        _server.Files[TradesPath] = _content;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_downloaded_once_and_read_from_the_cache_afterwards()
    {
        var first = Assert.Single(await Get(Trades));
        var second = Assert.Single(await Get(Trades));

        Assert.Equal((first, TradesPath), (second, Assert.Single(_server.Asked)));
        Assert.Equal(_content, await File.ReadAllBytesAsync(first, Token));
        Assert.Equal(_folder.PathOf("bitmex/trades/2024/08/01/XBTUSD.csv.gz"), first);
    }

    [Fact]
    public async Task A_symbol_with_signs_of_a_path_is_asked_for_as_the_host_names_its_file()
    {
        _server.Files["/v1/kraken/trades/2024/08/01/XBT-USD.csv.gz"] = _content;

        Assert.Single(await Get(new Dataset(new("kraken", "xbt/usd"), "trades", new(2024, 8, 1))));
    }

    [Fact]
    public async Task An_answer_cut_in_the_middle_goes_on_where_it_stopped()
    {
        _server.OnceCut(70_000, () => Part == 70_000);
        _server.OnceStatus(500);

        var file = Assert.Single(await Get(Trades));

        Assert.Equal(_content, await File.ReadAllBytesAsync(file, Token));
        Assert.Equal([TradesPath, $"{TradesPath} bytes=70000-", $"{TradesPath} bytes=70000-"], _server.Asked);
        Assert.Equal(2, _notices.Count);
    }

    [Fact]
    public async Task A_part_left_by_an_earlier_run_goes_on_with_the_hosts_word_that_the_file_is_the_same()
    {
        _server.OnceCut(50_000, () => Part == 50_000);
        for (var i = 0; i < 10; i++)
        {
            _server.OnceStatus(503);
        }

        var cut = await Assert.ThrowsAsync<DatasetException>(() => Get(Trades));
        await DrainFaults();
        var file = Assert.Single(await Get(Trades));

        Assert.Contains("The part that was downloaded is kept", cut.Message, StringComparison.Ordinal);
        Assert.Equal(_content, await File.ReadAllBytesAsync(file, Token));
        Assert.EndsWith("bytes=50000-", _server.Asked.Last(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Root, "*.part*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_that_changed_between_two_parts_is_had_anew()
    {
        _server.OnceCut(70_000, () => Part == 70_000);
        _server.Once(context =>
        {
            (_server.Tag, _server.Files[TradesPath]) = ("\"second\"", Gzip(90_000));
            return Task.FromResult(false);
        });

        var file = Assert.Single(await Get(Trades));

        Assert.Equal(_server.Files[TradesPath], await File.ReadAllBytesAsync(file, Token));
    }

    [Fact]
    public async Task A_whole_gzip_file_of_unannounced_length_is_taken_and_a_cut_one_is_not()
    {
        foreach (var length in (int[])[_content.Length / 2, _content.Length])
        {
            _server.Once(async context =>
            {
                await context.Response.Body.WriteAsync(_content.AsMemory(0, length));
                return true;
            });
        }

        var file = Assert.Single(await Get(Trades));

        Assert.Equal((2, _content.Length), (_server.Asked.Count, (int)new FileInfo(file).Length));
        Assert.Contains("cut off", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_wants_to_be_left_alone_is_left_alone_as_long_as_it_says()
    {
        _server.OnceStatus(429, retryAfter: "1");

        Assert.Single(await Get(Trades));

        Assert.Equal("trades of bitmex/XBTUSD on 2024-08-01: HTTP 429; trying again in 1 s.", Assert.Single(_notices));
    }

    [Theory]
    [InlineData(null, "without an API key only the first day of each month is free; set TARDIS_API_KEY, or take the first of a month.")]
    [InlineData("secret", "the API key in TARDIS_API_KEY does not cover it.")]
    public async Task A_refusal_says_what_to_do_and_is_not_repeated(string? key, string advice)
    {
        _server.OnceStatus(401);

        var refused = await Assert.ThrowsAsync<DatasetException>(() => Get(key, Trades));

        Assert.Equal($"trades of bitmex/XBTUSD on 2024-08-01 was refused (HTTP 401): {advice}", refused.Message);
        Assert.Equal(key is null ? "" : "Bearer secret", Assert.Single(_server.Keys));
    }

    [Fact]
    public async Task A_type_an_instrument_has_none_of_is_left_out_when_nobody_asked_for_it_and_refused_when_somebody_did()
    {
        var ticker = Trades with { Type = "derivative_ticker" };

        var files = await Get(Trades, ticker with { IsOptional = true });
        var missing = await Assert.ThrowsAsync<DatasetException>(() => Get(ticker));

        Assert.Single(files);
        Assert.Empty(Directory.GetFiles(_folder.Root, "*.part*", SearchOption.AllDirectories));
        Assert.Equal("There is no derivative_ticker of bitmex/XBTUSD on 2024-08-01; the replay continues without it.", Assert.Single(_notices));
        Assert.StartsWith("There is no derivative_ticker of bitmex/XBTUSD on 2024-08-01 at http://127.0.0.1:", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_falls_silent_is_asked_again_for_the_rest()
    {
        _server.Once(async context =>
        {
            context.Response.Headers.ETag = _server.Tag;
            context.Response.ContentLength = _content.Length;
            await context.Response.Body.WriteAsync(_content.AsMemory(0, 1_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        });

        var file = Assert.Single(await Get(Trades));

        Assert.Equal(_content, await File.ReadAllBytesAsync(file, Token));
        Assert.Contains("silent for", Assert.Single(_notices), StringComparison.Ordinal);
    }

    private async Task DrainFaults()
    {
        // What is still planned would only hide what the next run does.
        while (_server.Pending > 0)
        {
            await _http.GetAsync(new Uri(_server.Address + TradesPath), Token);
        }

        _server.Asked.Clear();
    }

    /// <summary>Bytes of the trades that have arrived.</summary>
    private long Part => new FileInfo(_folder.PathOf("bitmex/trades/2024/08/01/XBTUSD.csv.gz.part")) is { Exists: true } part ? part.Length : -1;

    private Task<IReadOnlyList<string>> Get(params Dataset[] datasets) => Get(null, datasets);

    private Task<IReadOnlyList<string>> Get(string? key, params Dataset[] datasets)
    {
        var options = new TardisHostOptions
        {
            DatasetsAddress = _server.Address,
            CacheDirectory = _folder.Root,
            ApiKey = key,
            RetryAfter = TimeSpan.FromMilliseconds(1),
            NoDataTimeout = TimeSpan.FromSeconds(2),
        };
        return new DatasetCache(options, _http, TimeProvider.System) { Notice = _notices.Add }.Get(datasets, Token);
    }

    /// <summary>A gzip file that hardly gets smaller, of made-up bytes.</summary>
    private static byte[] Gzip(int length)
    {
        var text = new byte[length];
        new Random(7).NextBytes(text);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }
}
