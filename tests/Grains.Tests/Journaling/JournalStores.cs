using Ballast.Grains.Journaling;
using Ballast.Grains.OrderBooks;
using Ballast.Silo.Storage;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>A redis-server and an embedded store of these tests' own, with the real journal store on each.</summary>
public sealed class JournalStores : IAsyncLifetime
{
    private static int _names;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ballast-journal-");
    private readonly Dictionary<string, IConnectionMultiplexer> _connections = [];
    private RedisProcess _redis = null!;
    private EmbeddedStore _garnet = null!;

    /// <summary>Names of the stores, for theories.</summary>
    public static TheoryData<string> All => ["redis", "garnet"];

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.Start();
        _connections["redis"] = await Connect(_redis.Port, password: null);
        var port = Silo.LoopbackPorts.Free(1)[0];
        _garnet = EmbeddedStore.Start(_directory.FullName, port, NullLoggerFactory.Instance);
        _connections["garnet"] = await Connect(port, _garnet.Password);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync();
        }

        _garnet.Dispose();
        await _redis.DisposeAsync();
        _directory.Delete(true);
    }

    /// <summary>Waits as long as tests do: the embedded store compiles a script at its first use, which takes seconds on a busy machine.</summary>
    private static async Task<IConnectionMultiplexer> Connect(int port, string? password)
    {
        var patience = (int)Waiting.Patience.TotalMilliseconds;
        return await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", port } },
            Password = password,
            AsyncTimeout = patience,
            SyncTimeout = patience,
            ConnectTimeout = patience,
        });
    }

    /// <summary>An instrument that no other test uses.</summary>
    public static InstrumentId SomeInstrument() => new($"venue{Interlocked.Increment(ref _names)}", "BTC/PERP");

    public IJournalStore Of(string store, JournalOptions? options = null) =>
        new RedisJournalStore(new(_connections[store], _connections[store]), Options.Create(options ?? new()));

    /// <summary>The real store of samples on one of them.</summary>
    public ISampleStore Samples(string store) => new RedisSampleStore(_connections[store]);

    /// <summary>The real tree of portfolios on one of them.</summary>
    internal RedisPortfolioTree Tree(string store) => new(_connections[store], TimeProvider.System);

    /// <summary>The database behind a store, to damage it.</summary>
    public IDatabase Database(string store) => _connections[store].GetDatabase();

    /// <summary>Key of a segment's list.</summary>
    public static RedisKey Key(InstrumentId instrument, object segment) => $"ballast/journal/{{{instrument}}}/{segment}";
}
