using Ballast.Silo.Storage;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace Ballast.Reliability.Tests.Journals;

/// <summary>The journal commands of the real program, on stores of its own.</summary>
public sealed class JournalCommandTests : IDisposable
{
    private const string Linear = "sim-futures/BTCUSDT";

    /// <summary>Every kind of event, two portfolios, one account shared by them, a late fill and one taken back.</summary>
    private static readonly string[] Events =
    [
        """{"kind":"adjustment","exchange":"sim-futures","symbol":"BTCUSDT","account":"a1","portfolio":"desk","timestamp":"2024-03-01T00:00:00.000000Z","id":"open","price":"60000.0","amount":"0.50","reason":"opening_balance","provenance":"statement"}""",
        """{"kind":"fill","exchange":"sim-futures","symbol":"BTCUSDT","account":"a1","portfolio":"desk","timestamp":"2024-03-01T10:00:00.000001Z","sequence":5,"id":"1","side":"buy","price":"61000.10","amount":"0.300","fee":"0.0100","fee_asset":"BNB","fee_rate":"400.5","liquidity":"maker","order_id":"o1"}""",
        """{"kind":"fill","exchange":"sim-futures","symbol":"BTCUSDT","account":"a1","portfolio":"other","timestamp":"2024-03-01T09:00:00.000000Z","id":"2","side":"sell","price":"60500","amount":"0.2","fee":"-0.12","liquidity":"taker"}""",
        """{"kind":"fill","exchange":"sim-spot","symbol":"BTCUSDT","account":"a1","portfolio":"desk","timestamp":"2024-03-01T09:00:00.000000Z","id":"2","side":"buy","price":"60501","amount":"0.1","fee":"0.0001","fee_asset":"BTC"}""",
        """{"kind":"fill","exchange":"sim-futures","symbol":"BTCUSDT","account":"a1","portfolio":"desk","timestamp":"2024-03-01T11:00:00.000000Z","id":"3","side":"buy","price":"61000","amount":"1"}""",
        """{"kind":"void","exchange":"sim-futures","symbol":"BTCUSDT","account":"a1","portfolio":"desk","timestamp":"2024-03-01T11:05:00.000000Z","id":"3","side":"buy","reason":"busted"}""",
        """{"kind":"funding","exchange":"sim-futures","symbol":"BTCUSDT","account":"a1","portfolio":"desk","timestamp":"2024-03-01T16:00:00.000000Z","source":"rate","rate":"0.00010","mark":"61500.0"}""",
        """{"kind":"funding","exchange":"sim-futures","symbol":"BTCUSDT","account":"a1","portfolio":"desk","timestamp":"2024-03-01T16:00:00.000000Z","id":"f1","source":"venue","amount":"-3.700"}""",
        """{"kind":"terms_change","exchange":"sim-futures","symbol":"BTCUSDT","timestamp":"2024-03-02T00:00:00.000000Z","multiplier":"0.1"}""",
        """{"kind":"settlement","exchange":"sim-futures","symbol":"BTCUSDT","timestamp":"2024-03-29T08:00:00.000000Z","price":"70000.00"}""",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _first = new();
    private readonly TemporaryFolder _second = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _second.Dispose();
        _first.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Events_of_every_kind_go_through_an_export_into_another_store_byte_for_byte()
    {
        var file = _folder.Write("events.ndjson", Events);
        await Journal(0, "10 recorded, 0 duplicate, 0 conflict, 0 refused, 0 bad lines", "import", file, "--data", _first.Root);
        await Journal(0, "0 recorded, 10 duplicate, 0 conflict, 0 refused, 0 bad lines", "import", file, "--data", _first.Root);

        var once = await Export("once.ndjson", _first);
        await Journal(0, "10 recorded, 0 duplicate, 0 conflict, 0 refused, 0 bad lines", "import", once, "--data", _second.Root);
        var again = await Export("again.ndjson", _second);

        Assert.Equal(Events.OrderBy(line => line.Contains("sim-spot", StringComparison.Ordinal)), await File.ReadAllLinesAsync(once, Token));
        Assert.Equal(await File.ReadAllBytesAsync(once, Token), await File.ReadAllBytesAsync(again, Token));
        var (here, there) = (await Journal(0, " OK\n", "verify", "--data", _first.Root), await Journal(0, " OK\n", "verify", "--data", _second.Root));
        Assert.Equal(Hashes(here), Hashes(there));
        var some = await Journal(0, "", "export", "--data", _second.Root, "--portfolio", "other", "--instrument", Linear);
        Assert.Equal([Events[2], Events[8], Events[9], ""], some.Output.Split('\n'));
    }

    [Fact]
    public async Task Bad_lines_are_told_by_place_and_do_not_stop_the_rest()
    {
        var file = _folder.Write("some.ndjson", [Events[1], "{}", Events[1].Replace("61000.10", "61000.20", StringComparison.Ordinal), Events[2].Replace("sim-futures", "nowhere", StringComparison.Ordinal), Events[4]]);

        var finished = await Journal(3, "2 recorded, 0 duplicate, 1 conflict, 1 refused, 1 bad lines", "import", file, "--data", _first.Root);

        Assert.Equal(3, finished.Complaints.Length);
        Assert.Contains($"ballast: {file}:2: kind is missing", finished.Complaints);
        Assert.Contains(finished.Complaints, line => line.StartsWith($"ballast: {file}:4: no contract terms for nowhere/BTCUSDT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damage_is_named_by_its_place_and_so_is_a_tail_that_the_store_has_lost()
    {
        await Journal(0, "10 recorded", "import", _folder.Write("events.ndjson", Events), "--data", _first.Root);
        await Edit(async (database, key) =>
        {
            var entry = (string)(await database.ListGetByIndexAsync(key, 3))!;
            await database.ListSetByIndexAsync(key, 3, entry.Replace("61000.10", "61000.20", StringComparison.Ordinal));
        });
        await Journal(5, "journal segment 0, entry 3: BrokenChain", "verify", "--data", _first.Root);
        await Journal(5, "", "export", "--data", _first.Root);

        await Edit(async (database, key) =>
        {
            var entry = (string)(await database.ListGetByIndexAsync(key, 3))!;
            await database.ListSetByIndexAsync(key, 3, entry.Replace("61000.20", "61000.10", StringComparison.Ordinal));
        });
        await Journal(0, " OK\n", "verify", "--data", _first.Root);
        await Edit((database, key) => database.ListRightPopAsync(key));
        var lost = await Journal(5, "LostTail", "verify", "--data", _first.Root);
        Assert.Contains(lost.Output.Split('\n'), line => line.StartsWith("sim-spot/BTCUSDT", StringComparison.Ordinal) && line.EndsWith(" OK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_loss_is_told_in_lines_for_import_and_once_accepted_snapshots_are_saved_again()
    {
        await Journal(0, "10 recorded", "import", _folder.Write("events.ndjson", Events), "--data", _first.Root);

        // Every entry from the second fill on is lost.
        await Edit((database, key) => database.ListTrimAsync(key, 0, 3));
        await Journal(5, "LostTail", "verify", "--data", _first.Root);
        var dry = await Journal(5, Events[2], "accept-loss", "--data", _first.Root, "--instrument", Linear, "--dry-run");
        await Journal(5, "LostTail", "verify", "--data", _first.Root);

        var accepted = await Journal(0, Events[2], "accept-loss", "--data", _first.Root, "--instrument", Linear);

        Assert.Equal(dry.Output, accepted.Output);
        Assert.Equal(
            Events.Where((line, i) => i is not (0 or 1 or 3)).Order(StringComparer.Ordinal),
            accepted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Contains("portfolio desk, account a1: 0", accepted.Errors, StringComparison.Ordinal);
        Assert.Contains(" becomes 0.800\n", accepted.Errors, StringComparison.Ordinal);
        await Journal(0, " OK\n", "verify", "--data", _first.Root);
        var again = await Journal(0, "", "accept-loss", "--data", _first.Root, "--instrument", Linear);
        Assert.Contains("nothing is lost", again.Errors, StringComparison.Ordinal);

        // The lines bring everything back, and a snapshot of all of it is saved.
        await Journal(0, "7 recorded", "import", _folder.Write("lost.ndjson", accepted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), "--data", _first.Root);
        await Edit((database, key) => database.ListRightPopAsync(key));
        await Journal(5, "LostTail", "verify", "--data", _first.Root);
    }

    [Fact]
    public async Task A_loss_is_accepted_only_of_journals_that_are_named() =>
        Assert.Contains("--instrument or --portfolio is required", (await Journal(2, "", "accept-loss", "--data", _first.Root)).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task A_running_silo_takes_an_import_and_keeps_its_store_to_itself_until_it_stops()
    {
        var ports = SiloPorts.Free();
        await using (var silo = BallastProcess.Run(ports, _first.Root))
        {
            await silo.Ready(ports, Eventually.Patience, Token);
            await Journal(0, "10 recorded", "import", _folder.Write("events.ndjson", Events), "--gateway", $"localhost:{ports.Gateway}");
            var refused = await Journal(4, "", "verify", "--data", _first.Root);
            Assert.Contains("Another silo uses the store", Assert.Single(refused.Complaints), StringComparison.Ordinal);
            await silo.Signal("TERM", Token);
            Assert.Equal(0, (await silo.End(Eventually.Patience, Token)).Code);
        }

        await Journal(0, " OK\n", "verify", "--data", _first.Root);
        await Journal(0, " 0 refused, 0 bad lines", "import", await Export("all.ndjson", _first), "--data", _second.Root);
        await Journal(0, " OK\n", "verify", "--data", _second.Root);
    }

    [Fact]
    public async Task A_store_or_portfolio_that_is_not_there_is_a_wrong_argument()
    {
        var nowhere = Path.Combine(_first.Root, "nowhere");
        Assert.Contains("There is no store in", Assert.Single((await Journal(2, "", "verify", "--data", nowhere)).Complaints), StringComparison.Ordinal);
        Assert.Contains("no portfolio 'desk'", Assert.Single((await Journal(2, "", "export", "--data", _first.Root, "--portfolio", "desk")).Complaints), StringComparison.Ordinal);
        Assert.False(Directory.Exists(nowhere));
    }

    [Fact]
    public async Task An_instrument_that_the_store_or_the_portfolio_does_not_have_is_a_wrong_argument()
    {
        await Journal(0, "10 recorded", "import", _folder.Write("events.ndjson", Events), "--data", _first.Root);

        foreach (var command in (string[])["verify", "export", "accept-loss"])
        {
            var refused = await Journal(2, "", command, "--data", _first.Root, "--instrument", Linear, "--instrument", "sim-futures/BTCUSD");
            Assert.Equal("ballast: The store has no journal of sim-futures/BTCUSD.", Assert.Single(refused.Complaints));
            Assert.Empty(refused.Output);
        }

        var untraded = await Journal(2, "", "verify", "--data", _first.Root, "--portfolio", "other", "--instrument", "sim-spot/BTCUSDT");
        Assert.Equal("ballast: Portfolio 'other' has never traded sim-spot/BTCUSDT.", Assert.Single(untraded.Complaints));
    }

    [Fact]
    public async Task An_import_into_a_cluster_that_is_not_there_ends_in_time_with_its_reason()
    {
        var port = SiloPorts.Free().Gateway;

        var refused = await Journal(1, "", "import", _folder.Write("events.ndjson", Events), "--gateway", $"localhost:{port}");

        Assert.StartsWith($"ballast: The cluster at localhost:{port} could not be reached within 30 s; last: ", Assert.Single(refused.Complaints), StringComparison.Ordinal);
    }

    private static async Task<Finished> Journal(int code, string says, params string[] arguments)
    {
        var finished = await BallastProcess.ToEnd(arguments.Prepend("journal"), Token);
        Assert.True(finished.Code == code, $"{string.Join(' ', arguments)} ended with {finished.Code}:\n{finished.Output}{finished.Errors}");
        Assert.Contains(says, finished.Output, StringComparison.Ordinal);
        return finished;
    }

    private async Task<string> Export(string name, TemporaryFolder from)
    {
        var path = Path.Combine(_folder.Root, name);
        await Journal(0, "", "export", "--data", from.Root, "--to", path);
        return path;
    }

    /// <summary>Opens the stopped store as anybody could, and changes the linear instrument's first list.</summary>
    private async Task Edit(Func<IDatabase, RedisKey, Task> change)
    {
        var port = SiloPorts.Free().Store;
        using var store = EmbeddedStore.Start(_first.Root, port, NullLoggerFactory.Instance);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(store.Connection);
        await change(redis.GetDatabase(), $"ballast/journal/{{{Linear}}}/0");
    }

    private static string[] Hashes(Finished verified) =>
        [.. verified.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[4])];
}
