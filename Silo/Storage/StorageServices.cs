using Ballast.Grains.Interfaces;
using Ballast.Grains.Journaling;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.Portfolios;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Forecasts;
using Ballast.Grains.Portfolios.Tree;
using Microsoft.Extensions.Options;
using Orleans.Persistence;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Registers everything durable: on one shared Redis connection, except for journals.</summary>
public static class StorageServices
{
    private const int FirstReconnectMs = 500;
    private const int LongestReconnectMs = 5_000;

    /// <summary>Name of the store of stream subscriptions, as Orleans requires it.</summary>
    private const string PubSubStore = "PubSubStore";

    /// <summary>Adds journal, portfolio catalogue and tree, curves, closed days, grid samples, forecasts, grain storage and stream subscriptions.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="redis">The shared connection.</param>
    /// <param name="journals">Connections of journals; <see langword="null"/> for the shared one.</param>
    public static ISiloBuilder AddBallastStorage(this ISiloBuilder silo, IConnectionMultiplexer redis, JournalConnections? journals = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddSingleton(redis);
        silo.Services.AddSingleton<IValidateOptions<JournalOptions>, JournalOptionsValidator>();
        silo.Services.AddSingleton(journals ?? new JournalConnections(redis, redis));
        silo.Services.AddSingleton<IJournalStore, RedisJournalStore>();
        silo.Services.AddSingleton<IPortfolioCatalog, RedisPortfolioCatalog>();
        silo.Services.AddSingleton<IPortfolioTree, RedisPortfolioTree>();
        silo.Services.AddSingleton<ICurveStore, RedisCurveStore>();
        silo.Services.AddSingleton<IDayStore, RedisDayStore>();
        silo.Services.AddSingleton<ISampleStore, RedisSampleStore>();
        silo.Services.AddSingleton<IForecastStore, RedisForecastStore>();
        foreach (var name in (string[])[StreamNames.Storage, PubSubStore])
        {
            silo.AddRedisGrainStorage(name, (OptionsBuilder<RedisStorageOptions> builder) => builder
                .Configure<Serializer>((options, serializer) =>
                {
                    options.ConfigurationOptions = ConfigurationOptions.Parse(redis.Configuration);
                    options.CreateMultiplexer = _ => Task.FromResult((redis, true));

                    // Binary entries have two to three times the throughput of JSON on the same store.
                    options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
                }));
        }

        return silo;
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="connection">Connection string.</param>
    /// <param name="configure">Changes options that the connection string gives; <see langword="null"/> changes none.</param>
    /// <exception cref="StartupException">No Redis answers there.</exception>
    public static async Task<IConnectionMultiplexer> Connect(string connection, Action<ConfigurationOptions>? configure = null)
    {
        var options = ConfigurationOptions.Parse(connection);
        configure?.Invoke(options);
        options.AbortOnConnectFail = true;
        options.ClientName = "ballast";

        // By default the tries grow to a minute apart, and so would the time until a store that is back is used again.
        options.ReconnectRetryPolicy = new ExponentialRetry(FirstReconnectMs, LongestReconnectMs);
        try
        {
            var redis = await ConnectionMultiplexer.ConnectAsync(options);
            return redis;
        }
        catch (RedisConnectionException e)
        {
            throw new StartupException($"No Redis answers at '{string.Join(",", options.EndPoints)}': {e.Message}", e);
        }
    }
}
