using System.Text.Json;
using Ballast.Silo.Feeds.Tardis.Live.Requests;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ballast.Silo.Tests.Live;

public sealed class TardisFeedTests
{
    [Fact]
    public void A_stream_needs_a_kind_an_address_and_an_exchange()
    {
        var feed = Assert.Single(Read(Stream()));

        Assert.Equal("tardis", feed.Name);
        Assert.Equal("ws://localhost:8001/", feed.Address.ToString());
        Assert.Equal("ws-stream-normalized", feed.Service);
        Assert.Equal([new ExchangeRequest("binance-futures", ["BTCUSDT"], ["trade", "book_change", "derivative_ticker"])], feed.Exchanges, Same);
    }

    [Theory]
    [InlineData("Kind", null, "Feeds:tardis:Kind is missing: it must be one of Stream, ReplayWebSocket, ReplayHttp.")]
    [InlineData("Kind", "1", "Feeds:tardis:Kind is '1': it must be one of")]
    [InlineData("Kind", "Live", "Feeds:tardis:Kind is 'Live': it must be one of")]
    [InlineData("Address", "localhost:8001", "Feeds:tardis:Address is 'localhost:8001': it must be a base address such as ws://localhost:8001")]
    [InlineData("Address", "ws://localhost:8001/?a=1", "Feeds:tardis:Address is 'ws://localhost:8001/?a=1'")]
    [InlineData("Exchanges:0:Exchange", "Binance Futures", "Feeds:tardis:Exchanges:0:Exchange is 'Binance Futures'")]
    [InlineData("Exchanges:0:DataTypes:0", "trades", "Feeds:tardis:Exchanges:0:DataTypes is 'trades': a server ignores types it does not know")]
    [InlineData("Exchanges:0:Symbols:0", " ", "Feeds:tardis:Exchanges:0:Symbols is ' ': a symbol must not be empty.")]
    [InlineData("From", "2024-08-08", "Feeds:tardis:From is '2024-08-08': only replays have this setting.")]
    [InlineData("Shards", "0", "Feeds:tardis:Shards is '0': it must be a whole number from 1 to 1024.")]
    [InlineData("NoDataTimeout", "-00:00:01", "Feeds:tardis:NoDataTimeout is '-00:00:01'")]
    [InlineData("NoDataTimout", "00:00:01", "Feeds:tardis:NoDataTimout is '00:00:01': there is no such setting; there are Kind, Address, Exchanges,")]
    [InlineData("Exchanges:0:Symbol", "BTCUSDT", "Feeds:tardis:Exchanges:0:Symbol is 'BTCUSDT': there is no such setting; there are Exchange, Symbols, DataTypes.")]
    [InlineData("MaxReconnectDelay", "00:00:00.5", "Feeds:tardis:MaxReconnectDelay is '00:00:00.5': it must not be below ReconnectDelay, 00:00:01.")]
    [InlineData("ReconnectDelay", "00:01:00", "Feeds:tardis:MaxReconnectDelay is '00:00:30': it must not be below ReconnectDelay, 00:01:00.")]
    public void A_value_that_cannot_be_used_is_named_with_its_key(string key, string? value, string message)
    {
        var settings = Stream();
        settings[$"Feeds:tardis:{key}"] = value;

        var refused = Assert.Throws<StartupException>(() => Read(settings));

        Assert.True(refused.IsUsage);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("From", null, "Feeds:tardis:From is missing: it must be a time")]
    [InlineData("From", "yesterday", "Feeds:tardis:From is 'yesterday'")]
    [InlineData("From", "2024-08-08T00:00:30Z", "the times of a replay must be whole minutes")]
    [InlineData("To", "2024-08-08T00:00:00Z", "Feeds:tardis:To is '2024-08-08T00:00:00Z': it must be after From")]
    [InlineData("Shards", "2", "Feeds:tardis:Shards is '2': a replay runs in one shard, because it sets the clock.")]
    public void A_replay_needs_a_period(string key, string? value, string message)
    {
        var settings = Stream();
        settings["Feeds:tardis:Kind"] = "ReplayHttp";
        settings["Feeds:tardis:From"] = "2024-08-08";
        settings["Feeds:tardis:To"] = "2024-08-09T00:00:00Z";
        settings[$"Feeds:tardis:{key}"] = value;

        Assert.Contains(message, Assert.Throws<StartupException>(() => Read(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_is_the_only_feed()
    {
        var settings = Stream();
        foreach (var (key, value) in settings.ToArray())
        {
            settings[key.Replace("tardis", "past", StringComparison.Ordinal)] = value;
        }

        (settings["Feeds:past:Kind"], settings["Feeds:past:From"], settings["Feeds:past:To"]) = ("ReplayHttp", "2024-08-08", "2024-08-09");

        Assert.Contains("must be the only feed; configured are past, tardis", Assert.Throws<StartupException>(() => Read(settings)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stream", "http://host:8001", "ws://host:8001/")]
    [InlineData("Stream", "https://host/machine", "wss://host/machine/")]
    [InlineData("ReplayHttp", "ws://host:8000", "http://host:8000/")]
    [InlineData("ReplayHttp", "wss://host", "https://host/")]
    public void Any_scheme_becomes_that_of_the_service(string kind, string address, string used)
    {
        var settings = Stream();
        (settings["Feeds:tardis:Kind"], settings["Feeds:tardis:Address"]) = (kind, address);
        if (kind != "Stream")
        {
            (settings["Feeds:tardis:From"], settings["Feeds:tardis:To"]) = ("2024-08-08", "2024-08-09");
        }

        Assert.Equal(used, Assert.Single(Read(settings)).Address.ToString());
    }

    [Fact]
    public void Entries_of_one_exchange_are_merged()
    {
        var settings = Stream();
        settings["Feeds:tardis:Exchanges:0:DataTypes:0"] = "trade";
        settings["Feeds:tardis:Exchanges:1:Exchange"] = "BINANCE-futures";
        settings["Feeds:tardis:Exchanges:1:Symbols:0"] = "btcusdt";
        settings["Feeds:tardis:Exchanges:1:Symbols:1"] = "ETHUSDT";
        settings["Feeds:tardis:Exchanges:1:DataTypes:0"] = "book_change";

        Assert.Equal([new("binance-futures", ["BTCUSDT", "ETHUSDT"], ["trade", "book_change"])], Assert.Single(Read(settings)).Exchanges, Same);
    }

    [Fact]
    public void A_list_may_be_one_text_with_commas()
    {
        var settings = Stream();
        settings.Remove("Feeds:tardis:Exchanges:0:Symbols:0");
        settings["Feeds:tardis:Exchanges:0:Symbols"] = "BTCUSDT, ETHUSDT";
        settings["Feeds:tardis:Exchanges:0:DataTypes"] = "trade,book_change";

        Assert.Equal([new("binance-futures", ["BTCUSDT", "ETHUSDT"], ["trade", "book_change"])], Assert.Single(Read(settings)).Exchanges, Same);
    }

    [Theory]
    [InlineData("Stream", 1, 20_000)]
    [InlineData("Stream", 3, 20_000)]
    [InlineData("ReplayHttp", 1, 16 << 10)]
    public void Symbols_are_spread_over_shards_and_over_as_many_sockets_as_their_queries_need(string kind, int shards, int limit)
    {
        var settings = Stream();
        settings["Feeds:tardis:Kind"] = kind;
        settings["Feeds:tardis:Shards"] = $"{shards}";
        string[] symbols = [.. Enumerable.Range(0, 3_000).Select(i => $"SYMBOL/{i}:USDT")];
        for (var i = 0; i < symbols.Length; i++)
        {
            settings[$"Feeds:tardis:Exchanges:{1 + (i % 2)}:Exchange"] = i % 2 == 0 ? "bybit" : "okex-swap";
            settings[$"Feeds:tardis:Exchanges:{1 + (i % 2)}:Symbols:{i}"] = symbols[i];
        }

        if (kind != "Stream")
        {
            (settings["Feeds:tardis:From"], settings["Feeds:tardis:To"]) = ("2024-08-08", "2024-08-09");
        }

        var plan = ShardPlan.Of(Assert.Single(Read(settings)));

        Assert.Equal(Enumerable.Range(0, shards), plan.Keys);
        var requests = plan.Values.SelectMany(all => all).ToList();
        Assert.All(requests, request => Assert.InRange(request.Address(null).PathAndQuery.Length, 1, limit - 1_000));
        Assert.All(requests, request => Assert.Equal(request.Exchanges.Count, request.Exchanges.Select(e => e.Exchange).Distinct().Count()));
        Assert.Equal(
            [.. symbols.Append("BTCUSDT").Order(StringComparer.Ordinal)],
            requests.SelectMany(request => request.Exchanges).SelectMany(e => e.Symbols).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_replay_is_asked_for_in_the_words_of_the_server()
    {
        var settings = Stream();
        (settings["Feeds:tardis:Kind"], settings["Feeds:tardis:From"], settings["Feeds:tardis:To"]) = ("ReplayWebSocket", "2024-08-08", "2024-08-08T06:00:00+02:00");
        settings["Feeds:tardis:ApiKey"] = "a key";

        var address = Assert.Single(ShardPlan.Of(Assert.Single(Read(settings)))[0]).Address(new(2024, 8, 8, 1, 2, 0, TimeSpan.Zero));

        Assert.Equal("/ws-replay-normalized", address.AbsolutePath);
        using var options = JsonDocument.Parse(Uri.UnescapeDataString(address.Query["?options=".Length..]));
        Assert.Equal(
            """[{"exchange":"binance-futures","symbols":["BTCUSDT"],"dataTypes":["trade","book_change","derivative_ticker"],"withDisconnectMessages":true,"from":"2024-08-08T01:02:00.000Z","to":"2024-08-08T04:00:00.000Z","apiKey":"a key"}]""",
            options.RootElement.GetRawText());
    }

    private static Dictionary<string, string?> Stream() => new()
    {
        ["Feeds:tardis:Kind"] = "Stream",
        ["Feeds:tardis:Address"] = "ws://localhost:8001",
        ["Feeds:tardis:Exchanges:0:Exchange"] = "binance-futures",
        ["Feeds:tardis:Exchanges:0:Symbols:0"] = "BTCUSDT",
    };

    private static IReadOnlyList<TardisFeed> Read(Dictionary<string, string?> settings) =>
        TardisFeed.ReadAll(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

    private static bool Same(ExchangeRequest left, ExchangeRequest right) =>
        left.Exchange == right.Exchange && left.Symbols.SequenceEqual(right.Symbols) && left.DataTypes.SequenceEqual(right.DataTypes);
}
