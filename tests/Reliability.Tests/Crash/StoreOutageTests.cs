using System.Collections.Concurrent;
using System.Globalization;
using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>A real silo whose real Redis is away while fills keep arriving at a fixed rate: its memory is bounded, and nothing acknowledged is lost.</summary>
public sealed class StoreOutageTests : IAsyncLifetime
{
    private const string Portfolio = "outage";
    private const int FillsPerCall = 10;
    private const long MaxGrowth = 512L << 20;
    private static readonly int FillsPerSecond = RunLength.OutageFillsPerSecond;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);

    private static readonly InstrumentId[] Instruments =
        [.. new[] { "sim-futures/BTCUSDT", "sim-spot/BTCUSDT", "sim-spot/ETHUSDT", "sim-delivery/BTCUSD_PERP" }.Select(InstrumentId.Parse)];

    private readonly SiloPorts _ports = SiloPorts.Free();
    private readonly ConcurrentDictionary<InstrumentId, ConcurrentBag<Ballast.Domain.Ledger.Events.Fill>> _acknowledged = new();
    private RedisProcess _redis = null!;
    private BallastProcess _silo = null!;
    private ConnectedClient _connected = null!;
    private int _sent;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Acknowledged => _acknowledged.Values.Sum(fills => fills.Count);

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.Start("--appendonly", "yes", "--appendfsync", "everysec");
        _silo = BallastProcess.Start(
            new Dictionary<string, string> { ["PaperMaker__Enabled"] = "false" }, [.. _ports.Arguments, "--redis", $"127.0.0.1:{_redis.Port}"]);
        await _silo.Ready(_ports, Eventually.Patience, Token);
        _connected = await ConnectedClient.Open(
            options =>
            {
                options.Gateways.Add($"localhost:{_ports.Gateway}");

                // What is not acknowledged by then is given up, so that the test itself does not grow.
                options.Timeout = TimeSpan.FromSeconds(5);
            },
            Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.Signal("CONT");
        await _connected.DisposeAsync();
        await _silo.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_is_bounded_while_the_store_is_away_and_nothing_acknowledged_is_lost(bool isKilled)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var arriving = Arrive(stop.Token);
        await Eventually.Lasted(Before, Token);
        await Eventually.Until("fills are acknowledged", Eventually.Patience, () => Task.FromResult(Acknowledged > FillsPerSecond), Token);
        var before = _silo.WorkingSet;

        var away = Away(isKilled);
        var most = before;
        while (!away.IsCompleted)
        {
            most = Math.Max(most, _silo.WorkingSet);
            await Task.WhenAny(away, Eventually.Lasted(LookEvery, Token));
        }

        await away;
        var (during, sentDuring) = (Acknowledged, Volatile.Read(ref _sent));
        await Eventually.Until(
            "fills are acknowledged again", Eventually.Patience, () => Task.FromResult(Acknowledged > during + FillsPerSecond), Token);
        most = Math.Max(most, _silo.WorkingSet);
        await stop.CancelAsync();
        await arriving;

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"away {RunLength.Outage}: {sentDuring} fills sent until its end, {during} acknowledged; working set {before >> 20} MB before, at most {most >> 20} MB"));
        Assert.True(most - before < MaxGrowth, $"from {before >> 20} MB to {most >> 20} MB");
        foreach (var (instrument, fills) in _acknowledged)
        {
            foreach (var chunk in fills.Chunk(1_000))
            {
                Assert.All(await _connected.Client.RecordFills(chunk, Token), receipt => Assert.Equal(FillOutcome.Duplicate, receipt.Outcome));
            }

            // Unacknowledged ones may be stored too, but none twice: another epoch would show in the count of what was sent.
            var ledger = Assert.Single((await _connected.Client.GetLedgers(Portfolio, instrument, Token)).Ledgers);
            Assert.InRange(ledger.Position.Fills, fills.Count, Volatile.Read(ref _sent));
        }

        await _silo.Signal("TERM", Token);
        var ended = await _silo.End(Eventually.Patience, Token);
        Assert.True(ended.Code == 0, ended.Errors);
        var verified = await BallastProcess.ToEnd(["journal", "verify", "--redis", $"127.0.0.1:{_redis.Port}"], Token);
        Assert.True(verified.Code == 0, verified.Output + verified.Errors);
    }

    /// <summary>The store is stopped, or killed and started again from its log.</summary>
    private async Task Away(bool isKilled)
    {
        if (isKilled)
        {
            await _redis.KillAndRestart(RunLength.Outage);
            return;
        }

        await _redis.Signal("STOP");
        await Eventually.Lasted(RunLength.Outage, Token);
        await _redis.Signal("CONT");
    }

    /// <summary>Sends fills at a fixed rate, however slow the answers are.</summary>
    private async Task Arrive(CancellationToken stop)
    {
        var calls = new ConcurrentDictionary<Task, bool>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds((double)FillsPerCall / FillsPerSecond));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var call = Send();
                calls.TryAdd(call, true);
                _ = call.ContinueWith(ended => calls.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // No more arrive.
        }

        await Task.WhenAll(calls.Keys);
    }

    private async Task Send()
    {
        var first = Interlocked.Add(ref _sent, FillsPerCall) - FillsPerCall;
        var instrument = Instruments[first / FillsPerCall % Instruments.Length];
        var fills = Enumerable.Range(first, FillsPerCall)
            .Select(i => Some.Fill(instrument, Portfolio, string.Create(CultureInfo.InvariantCulture, $"t{i}")) with { VenueTime = Some.Now })
            .ToArray();
        try
        {
            var receipts = await _connected.Client.RecordFills(fills, Token);
            var bag = _acknowledged.GetOrAdd(instrument, _ => []);
            foreach (var (fill, receipt) in fills.Zip(receipts))
            {
                if (receipt.Outcome is FillOutcome.Recorded or FillOutcome.Duplicate)
                {
                    bag.Add(fill);
                }
            }
        }
        catch (BallastUnavailableException)
        {
            // Not acknowledged.
        }
    }
}
