using System.Net;
using System.Runtime.CompilerServices;
using Ballast.Domain.Instruments;
using Ballast.Grains;
using Ballast.Grains.Feeds.Placement;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Journaling;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Storage;
using Ballast.Silo.Streams;
using Ballast.Silo.Web;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;

namespace Ballast.Silo;

/// <summary>A silo with everything in one process: store, grains, streams, page and API.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    private static readonly TimeSpan LongestActivation = TimeSpan.FromMinutes(5);

    private readonly OpenedConnections _redis;

    private SiloHost(WebApplication app, OpenedConnections redis, EmbeddedStore? store)
    {
        (App, _redis, Store) = (app, redis, store);
    }

    /// <summary>The embedded store; <see langword="null"/> with an outside Redis.</summary>
    public EmbeddedStore? Store { get; }

    /// <summary>The running application.</summary>
    public WebApplication App { get; }

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => App.Services;

    /// <summary>Whether the silo stops because another one has taken its Redis.</summary>
    public bool HasLostStore => _redis.Lease is { Lost.IsCompleted: true };

    /// <summary>Starts store and silo; the silo serves once this completes.</summary>
    /// <param name="settings">Ports, directories and connections.</param>
    /// <param name="configure">Adds feeds, options and whatever else the command needs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StartupException">The silo cannot start as configured; the message says what to change.</exception>
    public static async Task<SiloHost> Start(
        HostSettings settings, Action<WebApplicationBuilder> configure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(configure);
        if (settings is { RedisConnection: null, Cluster.Kind: not ClusterKind.Localhost })
        {
            throw new StartupException("The embedded store serves a single silo; a cluster needs a Redis. Give --redis CONNECTION.") { IsUsage = true };
        }

        LoopbackPorts.RequireFree(settings);
        var catalog = ReadTerms(settings);

        // Settings come from the environment and the command line only; a settings file in the working directory is ignored.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "ballast", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables();
        var stopping = new StrongBox<bool>();
        AddLogging(builder, stopping);
        AddHttp(builder, settings);

        using var startup = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")));
        var store = settings.RedisConnection is null
            ? EmbeddedStore.Start(settings.DataDirectory, settings.StorePort, startup)
            : null;
        OpenedConnections? redis = null;
        try
        {
            redis = await OpenedConnections.Open(settings, settings.RedisConnection ?? store!.Connection, builder.Configuration, cancellationToken);
            AddSilo(builder, settings, redis, catalog);
            configure(builder);
            var app = builder.Build();
            app.Lifetime.ApplicationStopping.Register(() => stopping.Value = true);
            app.UseRouting();
            app.MapBallast();
            app.MapOrleansDashboard("/dashboard");

            CheckOptions(app.Services);
            redis.Lease?.StopWhenLost(app.Lifetime);
            await app.StartAsync(cancellationToken);
            return new(app, redis, store);
        }
        catch
        {
            // Whatever failed, the store must not keep its port and its directory; the caller reports the failure.
            await (redis?.DisposeAsync() ?? default);
            store?.Dispose();
            throw;
        }
    }

    /// <summary>Stops the silo, and then its store.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await App.StopAsync();
            await App.DisposeAsync();
        }
        finally
        {
            // Whatever failed, the lease is given back and the store is closed in order.
            await _redis.DisposeAsync();
            Store?.Dispose();
        }
    }

    /// <summary>Checks the options before the host does, because the host would log a stack trace instead of one line.</summary>
    internal static void CheckOptions(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Failed to convert", StringComparison.Ordinal))
        {
            // The configuration binder's message names key and value.
            throw new StartupException(e.Message, e) { IsUsage = true };
        }
    }

    private static void AddSilo(WebApplicationBuilder builder, HostSettings settings, OpenedConnections redis, InstrumentCatalog catalog)
    {
        builder.Services.AddBallastGrains();
        builder.Services.AddSingleton(catalog);
        builder.Services.AddSingleton<ITermsSource>(services => new CatalogTerms(catalog, services.GetRequiredService<MarketClock>()));
        builder.Services.AddOptions<BallastOptions>().Bind(builder.Configuration).ValidateOnStart();
        builder.Services.AddOptions<JournalOptions>().Bind(builder.Configuration.GetSection("Journal")).ValidateOnStart();
        builder.Services.AddBallastClient();
        builder.Services.AddOptions<WebOptions>().Bind(builder.Configuration.GetSection(WebOptions.Section)).ValidateOnStart();
        builder.Services.AddBallastWeb();
        builder.UseOrleans(silo =>
        {
            silo.AddCluster(settings, redis.Shared, builder.Configuration);
            silo.AddBallastStorage(redis.Shared, redis.Journals);

            // Reading a long journal on a busy machine takes time; an activation that timed out would start over for ever.
            silo.Configure<GrainCollectionOptions>(collection => collection.ActivationTimeout = LongestActivation);
            silo.AddStreams(settings.Streams);
            silo.AddFeedPlacement();
            silo.Configure<FeedPlacementOptions>(placement => placement.MoveAfter = settings.Cluster.MoveAfter);
            silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        });
    }

    private static void AddHttp(WebApplicationBuilder builder, HostSettings settings)
    {
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // The web server must start even in a silo without a page; it then listens on a free port that is not announced.
            kestrel.Listen(IPAddress.Loopback, settings.HttpPort ?? 0);
            kestrel.AddServerHeader = false;
        });
    }

    /// <summary>Logs everything to standard error, because standard output is for reports.</summary>
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

        // A stopping silo tries to hand its grains to others, and a single silo logs for each grain that there is none. So the
        // framework is silenced while stopping; our own logs are not.
        foreach (var framework in (string[])["Orleans", "Polly"])
        {
            builder.Logging.AddFilter(framework, level => level >= (stopping.Value ? LogLevel.Critical : LogLevel.Warning));
        }

        // Hides warnings about server GC and pauses, which are normal on a laptop; errors still show.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // After a crash Orleans drops the dead process's subscriptions with a warning for each.
        builder.Logging.AddFilter("Orleans.Streams.PubSubRendezvousGrain", LogLevel.Error);

        // Hides the host's own announcement of addresses; this program prints them itself.
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

    /// <summary>Finds terms. A replay uses the terms in force at recording time, and present terms before the first event.</summary>
    private sealed class CatalogTerms(InstrumentCatalog catalog, MarketClock clock) : ITermsSource
    {
        public Instrument? Find(InstrumentId instrument) =>
            clock.FollowsRecording && clock.Now != default ? catalog.Find(instrument, clock.Now) : catalog.Find(instrument);

        public bool HasAssetOrVenue(string name) => catalog.HasAssetOrVenue(name);
    }
}
