using Ballast.Reliability.Tests.Recorded;
using Ballast.Testing;
using Ballast.Testing.Datasets;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Datasets;

/// <summary><c>ballast replay EXCHANGE/SYMBOL --date DAY</c> against a host of the recorded datasets.</summary>
public sealed class DatasetReplayTests(RecordedMarket market) : IAsyncLifetime
{
    private const string Delivery = "binance-delivery/BTCUSD_PERP";
    private const string Futures = "binance-futures/BTCUSDT";

    private readonly TemporaryFolder _folder = new();
    private DatasetServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await DatasetServer.Start();
        var root = new DirectoryInfo(Recordings.Datasets[0]).Parent!.Parent!.FullName;
        foreach (var file in Directory.EnumerateFiles(root, "*.csv.gz", SearchOption.AllDirectories))
        {
            _server.Files[$"/v1/{Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/')}"] = await File.ReadAllBytesAsync(file, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Downloaded_datasets_give_the_report_of_the_same_files_here_and_are_downloaded_once()
    {
        string[] what = [Delivery, Futures, "--date", "2024-08-08", "--types", "incremental_book_L2,trades", "--report", "json"];

        var downloaded = await Replay(what);
        var asked = _server.Asked.Count;
        var cached = await Replay(what);
        var local = await market.Replay(Recordings.Datasets);

        Assert.Equal((0, 0, 0), (downloaded.Code, cached.Code, local.Code));
        Assert.Equal((4, 4), (asked, _server.Asked.Count));
        Assert.Equal(local.Output, downloaded.Output);
        Assert.Equal(local.Output, cached.Output);
        Assert.Contains("download: 100 %, ended", downloaded.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_nobody_named_may_be_missing()
    {
        var replayed = await Replay(Futures, "--date", "2024-08-08");

        Assert.Equal(0, replayed.Code);
        Assert.Equal($"ballast: There is no derivative_ticker of {Futures} on 2024-08-08; the replay continues without it.", Assert.Single(replayed.Complaints));
    }

    [Theory]
    [InlineData("There is no file or directory 'binance-futures/BTCUSDT'. If it is an instrument to download, add --date YYYY-MM-DD.", Futures)]
    [InlineData("'nowhere.csv' is not a file, a directory or an instrument; write EXCHANGE/SYMBOL, e.g. binance-futures/BTCUSDT.", "nowhere.csv", "--date", "2024-08-08")]
    [InlineData("--types applies to downloaded datasets; add --date YYYY-MM-DD.", Futures, "--types", "trades")]
    [InlineData("There is no trades of binance-futures/NOTHING on 2024-08-08 at", "binance-futures/NOTHING", "--date", "2024-08-08", "--types", "trades")]
    public async Task What_cannot_be_had_is_told_before_anything_starts(string complaint, params string[] arguments)
    {
        var refused = await Replay(arguments);

        Assert.Equal(2, refused.Code);
        Assert.Contains(refused.Complaints, said => said.StartsWith($"ballast: {complaint}", StringComparison.Ordinal));
        Assert.Empty(refused.Output);
    }

    [Fact]
    public async Task A_day_that_needs_a_key_says_so()
    {
        _server.OnceStatus(401);

        var refused = await Replay(Futures, "--date", "2024-08-08");

        Assert.Equal(2, refused.Code);
        Assert.Contains("only the first day of each month is free; set TARDIS_API_KEY", Assert.Single(refused.Complaints), StringComparison.Ordinal);
    }

    private async Task<Finished> Replay(params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["Tardis__DatasetsAddress"] = _server.Address,
            ["Tardis__ApiAddress"] = _server.Address,
            ["Tardis__CacheDirectory"] = Path.Combine(_folder.Root, "cache"),
        };
        await using var process = BallastProcess.Start(environment, ["replay", .. arguments]);
        return await process.End(Eventually.Patience, Token);
    }
}
