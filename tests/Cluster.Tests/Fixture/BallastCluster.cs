using System.Collections.Concurrent;
using System.Diagnostics;
using Ballast.Client;
using Ballast.Cluster.Tests.Fixture.Calls;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Grains.Feeds.Placement;
using Ballast.Grains.Fx;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Journaling;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.Portfolios.Forecasts;
using Ballast.Silo.Rates;
using Ballast.Silo.Storage;
using Ballast.Silo.Streams;
using Ballast.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Streams;
using Orleans.Streams.Filtering;
using Orleans.TestingHost;
using StackExchange.Redis;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>One silo and one client in this process, with the real storage on a redis-server of its own.</summary>
public sealed class BallastCluster : IAsyncLifetime
{
    /// <summary>A perpetual whose positions are marked by the last trade, else the weighted mid.</summary>
    public static readonly InstrumentId MarkedByTrade = new("traded-venue", "BTC-PERP");

    /// <summary>A venue whose perpetuals pay funding at every whole minute without announcing it.</summary>
    public const string PlannedVenue = "planned-venue";

    private readonly ClusterSetup _setup;
    private RedisProcess? _redis;
    private IConnectionMultiplexer _connection = null!;
    private InProcessTestCluster _cluster = null!;

    public BallastCluster()
        : this(new())
    {
    }

    internal BallastCluster(ClusterSetup setup) => _setup = setup;

    public TestFeeds Feeds { get; } = new();

    public EventTime Time { get; } = new();

    public TestTerms Terms { get; } = new();

    public MidProbes Probes { get; } = new();

    public StreamLosses Losses { get; } = new();

    public StreamLosses TickerLosses { get; } = new();

    public StorageFaults Faults { get; } = new();

    public PastValues PastValues { get; } = new();

    public TestRates Rates { get; } = new();

    public HeldBooks HeldBooks { get; } = new();

    public HeldPortfolios HeldPortfolios { get; } = new();

    public TakenCalls Taken { get; } = new();

    public HeldSamples HeldSamples { get; } = new();

    public ControlledJournal Journal => (ControlledJournal)SiloServices.GetRequiredService<IJournalStore>();

    public ControlledSamples Samples => (ControlledSamples)SiloServices.GetRequiredService<ISampleStore>();

    public IClusterClient Grains => _cluster.Client;

    public IBallastClient Client => _cluster.Client.ServiceProvider.GetRequiredService<IBallastClient>();

    public IDatabase Redis => _connection.GetDatabase();

    private int RedisPort => _setup.SharesStoreOf?.RedisPort ?? _redis!.Port;

    private IServiceProvider SiloServices => _cluster.Silos[0].ServiceProvider;

    public async ValueTask InitializeAsync()
    {
        if (_setup.SharesStoreOf is null)
        {
            _redis = await RedisProcess.Start();
        }

        _connection = await StorageServices.Connect($"127.0.0.1:{RedisPort}");
        var builder = new InProcessTestClusterBuilder(_setup.Silos);
        if (_setup is { SharesService: true, SharesStoreOf: { } other })
        {
            builder.Options.ServiceId = other._cluster.Options.ServiceId;
        }

        builder.ConfigureSilo((_, silo) => Configure(silo));
        builder.ConfigureClient(client =>
        {
            client.Services.AddBallastClient();
            if (_setup.Streams is { } streams && streams.Is(StreamsOptions.OnKafka))
            {
                client.AddKafkaStreams(kafka => kafka.Servers = streams.Kafka.Servers);
            }
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        if (_setup.FollowsRecording)
        {
            SiloServices.GetRequiredService<MarketClock>().FollowRecording();
        }
    }

    /// <summary>A running cluster of its own; the caller ends it.</summary>
    internal static async Task<BallastCluster> Start(ClusterSetup setup)
    {
        var cluster = new BallastCluster(setup);
        await cluster.InitializeAsync();
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _connection.DisposeAsync();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    /// <summary>A name no other test uses; of one stem, later ones come after earlier ones by their bytes too.</summary>
    public static string Unique(string stem) => Some.Unique(stem);

    /// <summary>A linear perpetual of an exchange of its own, settled in the report currency, with terms.</summary>
    public InstrumentId SomePerpetual() => Perpetual(new(Unique("venue"), "BTC-PERP"));

    /// <summary>A linear perpetual settled in the report currency, with terms.</summary>
    public InstrumentId Perpetual(InstrumentId id)
    {
        Terms.Add(new() { Id = id, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" });
        return id;
    }

    /// <summary>A spot instrument of an exchange of its own, with terms.</summary>
    public InstrumentId SomeSpot(string baseAsset, string quote)
    {
        var id = new InstrumentId(Unique("venue"), $"{baseAsset}/{quote}");
        Terms.Add(new() { Id = id, Kind = ContractKind.Spot, Base = baseAsset, Quote = quote, Settle = quote });
        return id;
    }

    /// <summary>A running feed that the test pushes events into.</summary>
    public async Task<TestFeed> StartFeed(Backpressure backpressure = Backpressure.Wait)
    {
        var feed = new TestFeed($"{Unique("test")}/0", backpressure);
        Feeds.Add(feed);
        await FeedGrain(feed.Feed).Start();
        return feed;
    }

    public IFxGrain Fx => Grains.Fx();

    public IFeedGrain FeedGrain(string key) => Grains.Feed(key);

    public IOrderBookGrain Book(InstrumentId instrument) => Grains.Book(instrument);

    public IInventoryGrain Inventory(InstrumentId instrument) => Grains.Inventory(instrument);

    public IPortfolioGrain Portfolio(string name) => Grains.Portfolio(new(name));

    /// <summary>The FX table once it has a rate as asked; every book that could bring it is drained between looks.</summary>
    internal async Task<FxTable> WaitForRate(string from, string to, Func<decimal, bool> reached)
    {
        await Fx.Need([from, to]);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Waiting.Patience;)
        {
            var table = await Fx.GetTable();
            if (table.Convert(from, to) is { } conversion && reached(conversion.Rate))
            {
                return table;
            }

            foreach (var spot in Terms.All.Where(terms => terms.Kind == ContractKind.Spot && terms.Base == from))
            {
                await Book(spot.Id).Flush();
            }
        }

        throw new TimeoutException($"no rate from {from} to {to} as asked");
    }

    /// <summary>The stored grain states, as a command without a silo reads and writes them.</summary>
    internal OfflineGrainStorage OfflineStorage() =>
        new(_connection, SiloServices.GetRequiredService<Serializer>(), _cluster.Options.ServiceId);

    /// <summary>Publishes a batch straight to a stream.</summary>
    public Task PublishMarket(MarketBatch batch) => Publish(StreamNames.MarketProvider, StreamNames.Market, batch);

    /// <summary>Publishes a batch straight to a ticker stream.</summary>
    public Task PublishTicker(MarketBatch batch) => Publish(StreamNames.TickerProvider, StreamNames.Ticker, batch);

    /// <summary>Services of each silo.</summary>
    internal IEnumerable<IServiceProvider> Silos => _cluster.Silos.Select(silo => silo.ServiceProvider);

    /// <summary>Starts one more silo, and returns its services.</summary>
    internal async Task<IServiceProvider> AddSilo() => (await _cluster.StartAdditionalSiloAsync()).ServiceProvider;

    /// <summary>Stops a silo as a program does that ends.</summary>
    internal Task StopSilo(IServiceProvider silo) => _cluster.StopSiloAsync(_cluster.Silos.Single(one => one.ServiceProvider == silo));

    /// <summary>A silo's own way to grains.</summary>
    internal static IGrainFactory GrainsOf(IServiceProvider silo) => silo.GetRequiredService<IGrainFactory>();

    /// <summary>Ends a grain's activation; completes when it has ended.</summary>
    public Task Deactivate(IAddressable grain) => _cluster.DeactivateAsync(grain);

    /// <summary>Completes when a grain's present activation has ended.</summary>
    public Task Deactivated(IAddressable grain) => _cluster.WaitForDeactivationAsync(grain);

    private Task Publish(string provider, string streamNamespace, MarketBatch batch) =>
        SiloServices.GetRequiredKeyedService<IStreamProvider>(provider)
            .GetStream<MarketBatch>(StreamNames.For(streamNamespace, batch.Instrument))
            .OnNextAsync(batch);

    private void Configure(ISiloBuilder silo)
    {
        silo.Services.AddBallastGrains();

        // As in the program: reading a long journal on a busy machine takes time.
        silo.Configure<GrainCollectionOptions>(collection => collection.ActivationTimeout = TimeSpan.FromMinutes(5));
        silo.Services.AddSingleton<ITermsSource>(Terms);
        silo.Services.AddSingleton(services => Feeds.On(services.GetRequiredService<ILocalSiloDetails>()));
        silo.Services.AddSingleton(Probes);
        silo.Services.AddSingleton(Faults);
        silo.Services.AddSingleton<IFxPoints>(Rates);
        silo.AddIncomingGrainCallFilter(PastValues);
        silo.AddIncomingGrainCallFilter(HeldBooks);
        silo.AddIncomingGrainCallFilter(HeldPortfolios);
        silo.AddIncomingGrainCallFilter(Taken);
        silo.AddIncomingGrainCallFilter(HeldSamples);
        silo.Services.AddKeyedSingleton<IStreamFilter>(StreamNames.MarketProvider, Losses);
        silo.Services.AddKeyedSingleton<IStreamFilter>(StreamNames.TickerProvider, TickerLosses);
        silo.Services.Configure<BallastOptions>(options =>
        {
            // Marks are as old as their market data's stamps; on a busy machine a test may be long past them.
            options.MarkMaxAge = TimeSpan.FromMinutes(30);
            options.Risk.Grid = TimeSpan.FromMilliseconds(100);
            options.Risk.Interval = options.Risk.RefitInterval = TimeSpan.Zero;
            options.Marks.Instruments[MarkedByTrade.ToString()] = ["LastTrade", "WeightedMid"];
            options.Funding.Schedules[PlannedVenue] = new() { Every = TimeSpan.FromMinutes(1) };
            _setup.Options?.Invoke(options);
        });

        // Tests stamp fills as they like; TooOld has tests of its own.
        silo.Services.Configure<JournalOptions>(options =>
        {
            (options.DedupeDays, options.Retain) = (TimeSpan.FromDays(36_500), TimeSpan.FromDays(36_501));
            _setup.Journal?.Invoke(options);
        });
        silo.AddBallastStorage(_connection);
        silo.Services.AddSingleton<IJournalStore>(_ => new ControlledJournal(new RedisJournalStore(new(_connection, _connection), Options.Create(new JournalOptions()))));
        silo.Services.AddSingleton<ISampleStore>(_ => new ControlledSamples(new RedisSampleStore(_connection)));
        silo.Services.AddSingleton<IForecastStore>(services =>
            new ControlledForecasts(ActivatorUtilities.CreateInstance<RedisForecastStore>(services), Faults));
        ControlledStorage.Wrap(silo.Services, StreamNames.Storage);
        silo.AddStreams(_setup.Streams ?? new());
        _setup.Silo?.Invoke(silo);
        silo.AddFeedPlacement();
        silo.Configure<FeedPlacementOptions>(placement => placement.MoveAfter = _setup.MoveAfter);
        silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Critical));
    }
}
