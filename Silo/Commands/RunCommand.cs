using System.CommandLine;
using Ballast.Domain.Instruments;
using Ballast.Grains.Feeds;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Simulated;
using Ballast.Silo.Paper;
using Ballast.Silo.Streams;
using Ballast.Silo.Web;

namespace Ballast.Silo.Commands;

/// <summary>The default command: a silo with the feeds named in the settings, or else with a simulated market and a paper market maker.</summary>
internal static class RunCommand
{
    internal const int DefaultPort = 8080;
    private const int DefaultSiloPort = 11_111;
    private const int DefaultGatewayPort = 30_000;
    private const int DefaultStorePort = 16_379;

    /// <summary>Short enough that the first value at risk appears within two minutes.</summary>
    private static readonly TimeSpan RiskGrid = TimeSpan.FromSeconds(1);

    internal static void Configure(RootCommand root)
    {
        var options = new HostOptions(root, $"Port of page and API ({DefaultPort}).", "Directory of the embedded store (./data).");
        root.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, options, token)));
    }

    private static async Task<int> Run(ParseResult parsed, HostOptions options, CancellationToken cancellationToken)
    {
        // Read before anything starts, so that a wrong setting ends the start with one line.
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var feeds = ConfiguredFeeds.Read(configuration);
        var streams = StreamsOptions.Read(configuration);
        if (feeds.AreReplays && streams.IsDurable)
        {
            throw new StartupException($"Streams:Provider is '{streams.Provider}' and the feeds replay history, which must not mix with live streams; leave it out.") { IsUsage = true };
        }

        // A replay of history must not mix with the live data of the default store.
        using var temporary = feeds.AreReplays && options.Data(parsed) is null ? new TemporaryDirectory() : null;
        var settings = options.Settings(parsed, new()
        {
            DataDirectory = temporary?.Path ?? Path.GetFullPath("data"),
            HttpPort = options.Port(parsed) ?? DefaultPort,
            SiloPort = DefaultSiloPort,
            GatewayPort = DefaultGatewayPort,
            StorePort = DefaultStorePort,
            Streams = streams,
        });

        await using var host = await SiloHost.Start(
            settings,
            builder =>
            {
                options.Configure(parsed, builder, RiskGrid);
                if (feeds.Any)
                {
                    feeds.AddTo(builder.Services);
                }
                else
                {
                    builder.Services.AddSingleton<IFeedConnection, SimulatedConnection>();
                }

                builder.Services.AddOptions<PaperMakerOptions>()
                    .Configure(maker => UseSimulated(maker, isSimulated: !feeds.Any, isAlone: settings.Cluster.Kind == ClusterKind.Localhost))
                    .Bind(builder.Configuration.GetSection(PaperMakerOptions.Section));
                builder.Services.AddHostedService<PaperMakerService>();
                builder.Services.AddSingleton<FeedService>();
                builder.Services.AddHostedService(provider => provider.GetRequiredService<FeedService>());
                builder.Services.AddHostedService<WatermarkService>();
            },
            cancellationToken);
        await host.Services.GetRequiredService<FeedService>().Started.WaitAsync(cancellationToken);
        host.Services.GetRequiredService<ReadinessGate>().MarkReady();
        await Announce(settings);
        foreach (var line in feeds.Lines())
        {
            await Console.Error.WriteLineAsync(line);
        }

        await WaitForStop(host.App.Lifetime, cancellationToken);
        return host.HasLostStore ? ExitCode.CannotStart : ExitCode.Success;
    }

    /// <summary>Turns the paper maker on for the simulated market; not in a cluster, where each silo's maker would quote in the same portfolio.</summary>
    private static void UseSimulated(PaperMakerOptions maker, bool isSimulated, bool isAlone)
    {
        maker.Enabled = isSimulated && isAlone;
        if (isSimulated)
        {
            foreach (var instrument in SimulatedInstruments.All)
            {
                maker.Instruments.Add(instrument.Id.ToString());
            }
        }
    }

    /// <summary>Prints the addresses of page, dashboard, API and gateway, one per line.</summary>
    internal static async Task Announce(HostSettings settings)
    {
        var address = $"http://localhost:{settings.HttpPort}";
        await Console.Error.WriteLineAsync($"Live page          {address}/");
        await Console.Error.WriteLineAsync($"Orleans dashboard  {address}/dashboard/");
        await Console.Error.WriteLineAsync($"API                {address}/api/portfolios/main");
        await Console.Error.WriteLineAsync($"Client gateway     localhost:{settings.GatewayPort}");
        await Console.Error.WriteLineAsync($"Data               {settings.RedisConnection ?? settings.DataDirectory}");
    }

    internal static async Task WaitForStop(IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        // A service that fails for good stops the host; the process must then end too.
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var asked = cancellationToken.Register(() => stopped.TrySetResult());
        await using var ended = lifetime.ApplicationStopping.Register(() => stopped.TrySetResult());
        await stopped.Task;
    }
}
