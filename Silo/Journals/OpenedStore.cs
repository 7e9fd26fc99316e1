using Ballast.Domain.Instruments;
using Ballast.Grains.Journaling;
using Ballast.Grains.OrderBooks;
using Ballast.Silo.Rates;
using Ballast.Silo.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Ballast.Silo.Journals;

/// <summary>A store opened without a silo.</summary>
internal sealed class OpenedStore : IAsyncDisposable
{
    private const string KeyPrefix = "ballast/journal/{";

    private readonly EmbeddedStore? _embedded;
    private readonly IConnectionMultiplexer _redis;
    private readonly ServiceProvider _services;
    private StoreLease? _lease;

    private OpenedStore(EmbeddedStore? embedded, IConnectionMultiplexer redis)
    {
        (_embedded, _redis) = (embedded, redis);
        _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        Journals = new RedisJournalStore(new(redis, redis), Options.Create(new JournalOptions()));
        Samples = new RedisSampleStore(redis);
        States = new(redis, _services.GetRequiredService<Serializer>());
        Grains = new OfflineGrainStorage(redis, _services.GetRequiredService<Serializer>());
    }

    /// <summary>Journals in the store.</summary>
    internal IJournalStore Journals { get; }

    /// <summary>Grid samples in the store.</summary>
    internal ISampleStore Samples { get; }

    /// <summary>Grain states in the store.</summary>
    internal StoredStates States { get; }

    /// <summary>Grain states in the store, for reading and writing.</summary>
    internal IGrainStorage Grains { get; }

    /// <summary>Opens an outside Redis, or the embedded store of a directory that no silo uses.</summary>
    /// <exception cref="StartupException">The directory does not exist, a silo uses it, or the Redis does not answer.</exception>
    internal static async Task<OpenedStore> Open(string directory, string? connection)
    {
        if (connection is not null)
        {
            return new(null, await StorageServices.Connect(connection));
        }

        if (!Directory.Exists(directory))
        {
            throw new StartupException($"There is no store in {directory}; name its directory with --data DIR.") { IsUsage = true };
        }

        var port = LoopbackPorts.Free(1)[0];
        var embedded = EmbeddedStore.Start(directory, port, NullLoggerFactory.Instance);
        try
        {
            return new(embedded, await StorageServices.Connect(embedded.Connection));
        }
        catch
        {
            // After any failure the embedded store must release its directory.
            embedded.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Open"/>, for a command that changes what silos have in memory: as long as it is open, no silo starts on the store.</summary>
    /// <exception cref="StartupException">As for <see cref="Open"/>, or a silo uses the Redis.</exception>
    internal static async Task<OpenedStore> OpenAlone(string directory, string? connection, CancellationToken cancellationToken)
    {
        var store = await Open(directory, connection);
        try
        {
            store._lease = connection is null ? null : await StoreLease.TakeForCommand(store._redis, TimeProvider.System, cancellationToken);
            return store;
        }
        catch
        {
            // After any failure the store must be closed again.
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every instrument that has a journal, in order.</summary>
    internal IReadOnlyList<InstrumentId> Instruments()
    {
        var found = new SortedSet<InstrumentId>();
        foreach (var key in _redis.GetServers().Where(server => !server.IsReplica).SelectMany(server => server.Keys(pattern: "ballast/journal/*", pageSize: 1_000)))
        {
            var text = (string)key!;
            var end = text.LastIndexOf('}');
            if (text.StartsWith(KeyPrefix, StringComparison.Ordinal) && end > 0 && InstrumentId.TryParse(text[KeyPrefix.Length..end], out var instrument))
            {
                found.Add(instrument);
            }
        }

        return [.. found];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await (_lease?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _services.DisposeAsync();
        await _redis.DisposeAsync();
        _embedded?.Dispose();
    }
}
