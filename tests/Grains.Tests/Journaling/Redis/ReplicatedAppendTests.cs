using System.Globalization;
using Ballast.Grains.Journaling;
using Ballast.Silo.Storage;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ballast.Grains.Tests.Journaling.Redis;

/// <summary>Appends that wait for a replica, on a real redis-server with a real replica that is stopped and continued.</summary>
public sealed class ReplicatedAppendTests : IAsyncLifetime
{
    private const int Many = 50;
    private const int Tries = 10;
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(3);

    private RedisProcess _master = null!;
    private RedisProcess _replica = null!;
    private IConnectionMultiplexer _shared = null!;
    private JournalConnections _journals = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _master = await RedisProcess.Start("--repl-diskless-sync-delay", "0");
        _replica = await RedisProcess.Start("--replicaof", "127.0.0.1", _master.Port.ToString(CultureInfo.InvariantCulture));
        _shared = await StorageServices.Connect($"127.0.0.1:{_master.Port}");
        _journals = await JournalConnections.Open($"127.0.0.1:{_master.Port}", WaitTimeout);
        await Eventually.Until(
            "the replica is in step",
            Eventually.Patience,
            async () => (long)await _shared.GetServers()[0].ExecuteAsync("WAIT", 1, 1_000) == 1 && await IsOnline(),
            Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _replica.Signal("CONT");
        await _journals.DisposeAsync();
        await _shared.DisposeAsync();
        await _replica.DisposeAsync();
        await _master.DisposeAsync();
    }

    [Fact]
    public async Task A_dead_replica_holds_back_appends_but_nothing_else()
    {
        var (store, instrument) = (Store(), JournalStores.SomeInstrument());
        await _replica.Signal("STOP");

        var append = Append(store, instrument, "first");
        await IsWaiting();
        await _shared.GetDatabase().StringSetAsync("membership", "alive");
        Assert.Equal(1, await store.GetLength(instrument, 0, Token));

        Assert.False(append.IsCompleted);
        await Assert.ThrowsAsync<JournalSilentException>(() => append);
    }

    [Fact]
    public async Task An_append_is_acknowledged_once_the_replica_goes_on_and_is_there_once()
    {
        var instrument = JournalStores.SomeInstrument();
        using var journal = new Journal(
            Store(), instrument, new() { RetryDelay = TimeSpan.FromMilliseconds(10) }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await foreach (var _ in journal.Load(default, Token))
        {
            // There is nothing yet.
        }

        await _replica.Signal("STOP");
        var opening = journal.Open(Writer.SomeTerms(instrument), Token);
        await IsWaiting();
        Assert.False(opening.IsCompleted);
        await _replica.Signal("CONT");
        await opening.WaitAsync(Waiting.Patience, Token);

        await using var replica = await StorageServices.Connect($"127.0.0.1:{_replica.Port}");
        Assert.Equal(2, await replica.GetDatabase().ListLengthAsync(JournalStores.Key(instrument, 0)));
    }

    [Fact]
    public async Task Appends_that_come_during_a_wait_share_the_next()
    {
        var store = Store();
        await Append(store, JournalStores.SomeInstrument(), "before");
        await _replica.Signal("STOP");
        var before = await WaitCalls();
        var first = Append(store, JournalStores.SomeInstrument(), "first");
        await IsWaiting();
        var others = Enumerable.Range(0, Many).Select(i => Append(store, JournalStores.SomeInstrument(), $"{i}")).ToArray();
        await Assert.ThrowsAsync<JournalSilentException>(() => first);
        await _replica.Signal("CONT");

        Assert.All(await Task.WhenAll(others), Assert.True);
        Assert.Equal(before + 2, await WaitCalls());
    }

    [Fact]
    public async Task No_append_is_acknowledged_over_a_lost_connection_while_the_replica_is_stopped()
    {
        var store = Store();
        await _replica.Signal("STOP");
        var appending = true;
        var killing = Task.Run(async () =>
        {
            using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (Volatile.Read(ref appending) && await again.WaitForNextTickAsync(Token))
            {
                await _shared.GetServers()[0].ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            }
        }, Token);
        for (var tries = 0; tries < Tries; tries++)
        {
            await Assert.ThrowsAsync<JournalSilentException>(
                () => Append(store, JournalStores.SomeInstrument(), "fill").WaitAsync(Eventually.Patience, Token));
        }

        Volatile.Write(ref appending, false);
        await killing;
    }

    private RedisJournalStore Store() => new(_journals, Options.Create(new JournalOptions { WaitReplicas = 1, WaitTimeout = WaitTimeout }));

    private static Task<bool> Append(IJournalStore store, InstrumentId instrument, string entry) =>
        store.Append(instrument, new(0, 0, default), null, [System.Text.Encoding.UTF8.GetBytes(entry)], Token);

    private Task IsWaiting() => Eventually.Until(
        "a WAIT", Eventually.Patience, async () => Number(await Info("clients"), "blocked_clients:") == 1, Token);

    /// <summary>Calls of WAIT that have ended.</summary>
    private async Task<long> WaitCalls() => Number(await Info("commandstats"), "cmdstat_wait:calls=");

    private async Task<bool> IsOnline() => (await Info("replication")).Contains("state=online", StringComparison.Ordinal);

    private async Task<string> Info(string section) => (string)(await _shared.GetServers()[0].ExecuteAsync("INFO", section))!;

    private static long Number(string info, string name)
    {
        var at = info.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? 0 : long.Parse(new string([.. info[(at + name.Length)..].TakeWhile(char.IsDigit)]), CultureInfo.InvariantCulture);
    }
}
