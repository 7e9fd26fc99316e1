using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Fx;
using Ballast.Grains.Interfaces;
using Ballast.Silo.Storage;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using StackExchange.Redis;
using Xunit;

namespace Ballast.Reliability.Tests.Rates;

/// <summary>The real program mends the rates in a real Redis, and a silo serves them.</summary>
public sealed class FxRebuildCommandTests : IAsyncLifetime
{
    private const int WithRates = 10;
    private const int Sampled = 30;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly InstrumentId Spot = InstrumentId.Parse("sim-spot/BTCUSDT");

    /// <summary>The grid of samples when no option names another.</summary>
    private static readonly SamplingGrid Grid = new(Minute);

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly Instant _first = FxPoint.MinuteOf(Some.Now) - (Sampled * Minute);
    private RedisProcess _redis = null!;
    private ConnectionMultiplexer _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Redis => $"127.0.0.1:{_redis.Port}";

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.Start();
        _store = await ConnectionMultiplexer.ConnectAsync(Redis);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _redis.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Minutes_that_a_message_from_the_future_closed_empty_get_their_rates_and_those_ahead_open_again()
    {
        // After ten minutes with rates a message came that was stamped two hours ahead, and everything up to there was closed without rates.
        var ahead = _first + (WithRates * Minute) + TimeSpan.FromHours(2);
        await Store(ahead);
        var mids = Enumerable.Range(0, Sampled).Select(i => 60_000.0 + i).ToArray();
        await new RedisSampleStore(_store).Append(Spot, Grid.Step, Grid.IndexAtOrBefore(_first), mids, Token);
        string[] command = ["fx", "rebuild", "--redis", Redis, "--from", $"{_first}", "--to", $"{_first + ((Sampled - 1) * Minute)}"];

        var rebuilt = await Run(command);
        var again = await Run(command);

        Assert.Equal("20 minutes rebuilt, 10 had their rates, 0 have neither rates nor samples\n", rebuilt.Output);
        Assert.Contains("ahead of the wall clock", rebuilt.Errors, StringComparison.Ordinal);
        Assert.Equal("0 minutes rebuilt, 30 had their rates, 0 have neither rates nor samples\n", again.Output);
        Assert.DoesNotContain("ahead of the wall clock", again.Errors, StringComparison.Ordinal);
        await IsServed(mids, ahead);
    }

    /// <summary>A silo on the store answers with the rates.</summary>
    private async Task IsServed(double[] mids, Instant ahead)
    {
        var ports = SiloPorts.Free();
        await using var silo = BallastProcess.Start([.. ports.Arguments, "--redis", Redis]);
        await silo.Ready(ports, Eventually.Patience, Token);
        await using var client = await ConnectedClient.Open(options => options.Gateways.Add($"localhost:{ports.Gateway}"), Token);
        for (var i = 0; i < Sampled; i++)
        {
            var point = await client.Grains.Fx().GetPoint(_first + (i * Minute));
            Assert.Equal((i, i < WithRates ? 50_000m : (decimal)mids[i]), (i, point.Table?.Convert("BTC", "USDT")?.Rate));
        }

        Assert.False((await client.Grains.Fx().GetPoint(ahead)).Closed);
    }

    /// <summary>Stores ten minutes with a rate and all later ones up to a time as closed without, hour by hour as the grain does.</summary>
    private async Task Store(Instant closedTo)
    {
        FxPoint[] points =
        [
            .. from i in Enumerable.Range(0, WithRates)
               let minute = _first + (i * Minute)
               select new FxPoint(
                   minute, new() { Version = i, Now = minute, MaxAge = Minute, Quotes = [new("BTC", "USDT", 50_000m, minute, Spot)] }, Closed: true),
        ];
        var (oldest, newest) = (HourOf(_first), HourOf(closedTo));
        await Write("fx", new FxGrainState { Instruments = [Spot], Hour = newest, OldestHour = oldest });
        for (var hour = oldest; hour <= newest; hour++)
        {
            var last = new Instant(((hour + 1) * 3_600 * Instant.PerSecond) - (60 * Instant.PerSecond));
            await Write($"hour-{hour}", new FxHour { Points = [.. points.Where(point => HourOf(point.Minute) == hour)], ClosedTo = Instant.Min(last, closedTo) });
        }
    }

    private Task Write<T>(string name, T state) => _store.GetDatabase().HashSetAsync(
        $"ballast/state/{GrainKeys.FxKey}/{GrainKeys.FxKey}/{name}",
        [new("data", _services.GetRequiredService<Serializer>().SerializeToArray(state)), new("etag", "1")]);

    private static long HourOf(Instant time) => time.Micros / (3_600 * Instant.PerSecond);

    private static async Task<Finished> Run(string[] arguments)
    {
        var finished = await BallastProcess.ToEnd(arguments, Token);
        Assert.True(finished.Code == 0, $"{string.Join(' ', arguments)} ended with {finished.Code}:\n{finished.Output}{finished.Errors}");
        return finished;
    }
}
