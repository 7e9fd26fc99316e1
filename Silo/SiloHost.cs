using System.Net;
using System.Runtime.CompilerServices;
using Ballast.Domain.Instruments;
using Ballast.Grains.Journaling;
using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces;
using Ballast.Silo.Feeds;
using Ballast.Silo.Storage;
using Ballast.Silo.Web;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Streams;
using StackExchange.Redis;

namespace Ballast.Silo;

/// <summary>One silo with everything it needs in this process: store, grains, streams, page and API.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    private const int StreamQueues = 8;
    private static readonly TimeSpan LongestActivation = TimeSpan.FromMinutes(5);

    private readonly EmbeddedStore? _store;
    private readonly IConnectionMultiplexer _redis;

    private SiloHost(WebApplication app, IConnectionMultiplexer redis, EmbeddedStore? store)
    {
        (App, _redis, _store) = (app, redis, store);
    }

    /// <summary>The running application.</summary>
    public WebApplication App { get; }

    /// <summary>Services of the silo.</summary>
    public IServiceProvider Services => App.Services;

    /// <summary>Starts store and silo; serves once this completes.</summary>
    /// <param name="settings">Ports and places.</param>
    /// <param name="configure">Adds feeds, options and what else the command needs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">Something must be changed first; the message says what.</exception>
    public static async Task<SiloHost> Start(
        HostSettings settings, Action<WebApplicationBuilder> configure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(configure);
        LoopbackPorts.RequireFree(settings);
        var catalog = ReadTerms(settings);

        // Settings come from the environment and the command line; a file in the working directory is nobody's intent.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "ballast", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables();
        var stopping = new StrongBox<bool>();
        AddLogging(builder, stopping);
        AddHttp(builder, settings);

        using var startup = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")));
        var store = settings.RedisConnection is null
            ? EmbeddedStore.Start(settings.DataDirectory, settings.StorePort, startup)
            : null;
        IConnectionMultiplexer? redis = null;
        try
        {
            redis = await StorageServices.Connect(settings.RedisConnection ?? $"127.0.0.1:{settings.StorePort}");
            AddSilo(builder, settings, redis, catalog);
            configure(builder);
            var app = builder.Build();
            app.Lifetime.ApplicationStopping.Register(() => stopping.Value = true);
            app.UseRouting();
            app.MapBallast();
            app.MapOrleansDashboard("/dashboard");

            CheckOptions(app.Services);
            await app.StartAsync(cancellationToken);
            return new(app, redis, store);
        }
        catch
        {
            redis?.Dispose();
            store?.Dispose();
            throw;
        }
    }

    /// <summary>Stops the silo first and its store last.</summary>
    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await _redis.DisposeAsync();
        _store?.Dispose();
    }

    /// <summary>The host would check them too, but log what is wrong with a stack trace before anybody can say it in one line.</summary>
    internal static void CheckOptions(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Failed to convert", StringComparison.Ordinal))
        {
            // The message of the configuration binder names key and value.
            throw new StartupException(e.Message, e) { IsUsage = true };
        }
    }

    private static void AddSilo(WebApplicationBuilder builder, HostSettings settings, IConnectionMultiplexer redis, InstrumentCatalog catalog)
    {
        builder.Services.AddBallastGrains();
        builder.Services.AddSingleton(catalog);
        builder.Services.AddSingleton<ITermsSource>(services => new CatalogTerms(catalog, services.GetRequiredService<MarketClock>()));
        builder.Services.AddOptions<BallastOptions>().Bind(builder.Configuration).ValidateOnStart();
        builder.Services.AddOptions<JournalOptions>().Bind(builder.Configuration.GetSection("Journal")).ValidateOnStart();
        builder.Services.AddBallastClient();
        builder.Services.AddBallastWeb();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, primarySiloEndpoint: null, "ballast", "ballast");
            silo.AddBallastStorage(redis);

            // A long journal on a busy machine takes its time; given up half-way it would be begun again for ever.
            silo.Configure<GrainCollectionOptions>(collection => collection.ActivationTimeout = LongestActivation);
            silo.AddMemoryStreams(StreamNames.MarketProvider, streams => Configure(streams, settings, StreamPubSubType.ImplicitOnly));
            silo.AddMemoryStreams(StreamNames.TickerProvider, streams => Configure(streams, settings, StreamPubSubType.ExplicitGrainBasedOnly));
            silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        });
    }

    private static void Configure(ISiloMemoryStreamConfigurator streams, HostSettings settings, StreamPubSubType pubSub)
    {
        streams.ConfigurePartitioning(StreamQueues);
        streams.ConfigurePullingAgent(agent => agent.Configure(options =>
        {
            options.GetQueueMsgsTimerPeriod = settings.StreamPoll;
            options.BatchContainerBatchSize = 100;
        }));

        // The default keeps half an hour of delivered batches in memory; a reader that is this far behind resyncs anyway.
        streams.ConfigureCacheEviction(cache => cache.Configure(options =>
        {
            options.DataMinTimeInCache = TimeSpan.FromSeconds(5);
            options.DataMaxAgeInCache = TimeSpan.FromSeconds(30);
        }));
        streams.ConfigureStreamPubSub(pubSub);
    }

    private static void AddHttp(WebApplicationBuilder builder, HostSettings settings)
    {
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // A silo without a page still needs a server that starts; it listens where nobody is told of.
            kestrel.Listen(IPAddress.Loopback, settings.HttpPort ?? 0);
            kestrel.AddServerHeader = false;
        });
    }

    /// <summary>Everything goes to standard error: standard output is for reports.</summary>
    private static void AddLogging(WebApplicationBuilder builder, StrongBox<bool> stopping)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Ballast", LogLevel.Information);

        // A silo that goes away looks for others to hand its grains to, and the only one says of each that there is none.
        // What is ours still speaks until the end.
        foreach (var framework in (string[])["Orleans", "Polly"])
        {
            builder.Logging.AddFilter(framework, level => level >= (stopping.Value ? LogLevel.Critical : LogLevel.Warning));
        }

        // Notes on server GC and on pauses, which mean nothing on a laptop; an error of theirs still shows.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // After a crash the subscriptions of the dead process are found and dropped, with a warning for each.
        builder.Logging.AddFilter("Orleans.Streams.PubSubRendezvousGrain", LogLevel.Error);

        // Announces its own addresses, and this program says them in its own words.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
    }

    private static InstrumentCatalog ReadTerms(HostSettings settings)
    {
        try
        {
            return new(settings.InstrumentsFile, settings.Terms);
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            throw new StartupException(e.Message, e) { IsUsage = true };
        }
    }

    /// <summary>In a replay an instrument has the terms it had then; before anything was read nobody knows when that is.</summary>
    private sealed class CatalogTerms(InstrumentCatalog catalog, MarketClock clock) : ITermsSource
    {
        public Instrument? Find(InstrumentId instrument) =>
            clock.FollowsRecording && clock.Now != default ? catalog.Find(instrument, clock.Now) : catalog.Find(instrument);
    }
}
