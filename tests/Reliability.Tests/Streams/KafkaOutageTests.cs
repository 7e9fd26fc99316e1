using System.Globalization;
using System.Text.Json;
using Ballast.Grains.Interfaces;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Confluent.Kafka;
using Xunit;

namespace Ballast.Reliability.Tests.Streams;

/// <summary>A real silo whose brokers or store are away for a while, or are not there when it starts: it goes on by itself, within its memory, and no fill is lost.</summary>
public sealed class KafkaOutageTests : IAsyncLifetime
{
    private const int Before = 500;
    private const int Meanwhile = 1_000;
    private const long MaxGrowth = 512L << 20;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly SiloPorts _ports = SiloPorts.Free();
    private KafkaSilos? _cluster;
    private StreamedFills? _fills;
    private long _most;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KafkaSilos Cluster => _cluster!;

    private StreamedFills Fills => _fills!;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        _fills?.Dispose();
        await (_cluster?.DisposeAsync() ?? default);
    }

    [Fact]
    public async Task Brokers_that_go_away_slow_the_feed_and_lose_no_fill()
    {
        await Open();
        var silo = await Cluster.Start(_ports, Token);
        await using var connected = await Cluster.Connect(Token);
        await Fills.Send(Before, Token);
        await Booked(connected, Before);
        var before = _most = silo.WorkingSet;

        await Cluster.Kafka.GoDown();
        var sending = Fills.Send(Meanwhile, Token);
        await Watch(silo, Eventually.Lasted(RunLength.BrokerOutage, Token));
        await Cluster.Kafka.ComeUp();
        await Watch(silo, sending);
        await Watch(silo, Booked(connected, Before + Meanwhile));

        Report("brokers", before);
        Assert.True(_most - before < MaxGrowth, $"from {before >> 20} MB to {_most >> 20} MB");
        await Fills.Check(connected, Token);
        await TheMarketGoesOn();
    }

    [Fact]
    public async Task A_silo_starts_without_brokers_and_topics_and_goes_on_once_they_are_there()
    {
        await Open(hasTopics: false);
        await Cluster.Kafka.GoDown();
        var silo = await Cluster.Start(_ports, Token);
        var before = _most = silo.WorkingSet;
        await Watch(silo, Eventually.Lasted(RunLength.BrokerOutage, Token));

        await Cluster.Kafka.ComeUp();
        await Watch(silo, Eventually.Lasted(RunLength.BrokerOutage / 3, Token));
        await Cluster.AddTopics();
        await Fills.Send(Before, Token);
        await using var connected = await Cluster.Connect(Token);
        await Watch(silo, Booked(connected, Before));

        Report("no brokers at the start", before);
        Assert.True(_most - before < MaxGrowth, $"from {before >> 20} MB to {_most >> 20} MB");
        await Fills.Check(connected, Token);
        await TheMarketGoesOn();
    }

    [Fact]
    public async Task A_store_that_goes_away_while_fills_come_loses_none()
    {
        await Open();
        var silo = await Cluster.Start(_ports, Token);
        await using var connected = await Cluster.Connect(Token);
        await Fills.Send(Before, Token);
        await Booked(connected, Before);
        var before = _most = silo.WorkingSet;

        await Cluster.Redis.Signal("STOP");
        try
        {
            await Fills.Send(Meanwhile, Token);
            await Watch(silo, Eventually.Lasted(RunLength.BrokerOutage, Token));
        }
        finally
        {
            await Cluster.Redis.Signal("CONT");
        }

        await Watch(silo, Booked(connected, Before + Meanwhile));
        Report("store", before);
        await Fills.Check(connected, Token);
        Assert.Equal(0, (await connected.Grains.Streams().GetStatus()).DeadLetters);
    }

    [Fact]
    public async Task What_cannot_be_booked_is_listed_and_booked_by_the_command_once_its_instrument_is_defined()
    {
        await Open();
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = Cluster.Kafka.Servers }).Build())
        {
            await producer.ProduceAsync(StreamedFills.Topic, new() { Key = "x", Value = "garbage\u001b[2J" }, Token);
        }

        var unaware = await Cluster.Start(_ports, Token, isDefined: false);
        await using (var first = await Cluster.Connect(Token))
        {
            await Fills.Send(StreamedFills.Terms.Length, Token);
            await Eventually.Until(
                "all are put aside",
                Eventually.Patience,
                async () => (await first.Grains.Streams().GetStatus()).DeadLetters == StreamedFills.Terms.Length + 1,
                Token);
            var refused = await Command("dead-letters", "replay");
            Assert.Equal((3, $"0 booked, {StreamedFills.Terms.Length + 1} not"), (refused.Code, refused.Errors.Trim()));
        }

        await unaware.Signal("TERM", Token);
        await unaware.End(Eventually.Patience, Token);
        await Cluster.Start(_ports, Token);
        var replayed = await Command("dead-letters", "replay");
        Assert.True(replayed.Errors.Trim() == $"{StreamedFills.Terms.Length} booked, 1 not", replayed.Errors + replayed.Output);
        var listed = await Command("dead-letters", "list");
        var columns = Assert.Single(listed.Output.Trim().Split('\n')).Split('\t');
        Assert.Equal(("not a JSON object", "garbage [2J"), (columns[2], columns[3]));
        await using var connected = await Cluster.Connect(Token);
        await Fills.Check(connected, Token);

        var status = (await Command("status")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("dead letters     1", status[^1]);
        Assert.Equal(KafkaSilos.Partitions, status.Count(line => line.StartsWith("fills/", StringComparison.Ordinal)));
    }

    private Task<Finished> Command(params string[] arguments) =>
        BallastProcess.ToEnd(["streams", .. arguments, "--redis", Cluster.RedisAddress], Token);

    private async Task Open(bool hasTopics = true)
    {
        _cluster = await KafkaSilos.Open(hasTopics);
        _fills = new(_cluster.Kafka.Servers);
    }

    private static Task Booked(ConnectedClient connected, int fills) => Eventually.Until(
        string.Create(CultureInfo.InvariantCulture, $"{fills} fills are booked"),
        Eventually.Patience,
        async () => await StreamedFills.Booked(connected, Token) >= fills,
        Token);

    /// <summary>Notes the most memory that a silo takes up until something has ended.</summary>
    private async Task Watch(BallastProcess silo, Task until)
    {
        while (!until.IsCompleted)
        {
            _most = Math.Max(_most, silo.WorkingSet);
            await Task.WhenAny(until, Eventually.Lasted(LookEvery, Token));
        }

        await until;
    }

    private void Report(string what, long before) => TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what} away {RunLength.BrokerOutage}: working set {before >> 20} MB before, at most {_most >> 20} MB"));

    /// <summary>The simulated market of the silo reads on, and its books are live.</summary>
    private async Task TheMarketGoesOn()
    {
        using var http = new HttpClient();
        var first = await Book(http);
        await Eventually.Until(
            "a book of the simulated market goes on",
            Eventually.Patience,
            async () => await Book(http) is ("live", var sequence) && sequence > first.Sequence,
            Token);
    }

    private async Task<(string State, long Sequence)> Book(HttpClient http)
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(_ports.Address, "api/books/sim-spot/BTCUSDT"), Token));
        return (document.RootElement.GetProperty("state").GetString()!, document.RootElement.GetProperty("sequence").GetInt64());
    }
}
