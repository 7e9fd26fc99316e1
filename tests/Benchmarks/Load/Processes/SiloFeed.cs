using System.Globalization;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Silo;
using Ballast.Silo.Commands;
using Ballast.Silo.Feeds;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>The feed of a silo: one of memory, or the product's own, which reads from a server.</summary>
internal sealed class SiloFeed : IDisposable
{
    private static readonly TimeSpan PreparedWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly SiloOrder _order;
    private readonly int _instruments;
    private readonly MemoryFeed? _memory;
    private readonly ConfiguredFeeds? _configured;
    private IFeedGrain? _grain;

    internal SiloFeed(SiloOrder order)
    {
        _order = order;
        int[] own = [.. Enumerable.Range(0, order.Settings.AllInstruments).Where(order.IsOwn)];
        _instruments = own.Length;
        if (order.Machine is { } address)
        {
            _configured = ConfiguredFeeds.Read(Settings(address, own));
        }
        else
        {
            _memory = new(Key, own, order.Settings.Depth, TimeProvider.System);
        }
    }

    /// <summary>Makes ticks in this process; <see langword="null"/> when they come from a server, or before the beginning.</summary>
    internal TickPacer? Pacer { get; private set; }

    private string Name => string.Create(CultureInfo.InvariantCulture, $"bench{_order.Number}");

    private string Key => $"{Name}/0";

    internal void AddTo(IServiceCollection services)
    {
        if (_memory is not null)
        {
            services.AddSingleton<IFeedConnection>(_memory);
        }

        _configured?.AddTo(services);
        services.AddHostedService<WatermarkService>();
    }

    /// <summary>Starts it on this silo; completes when every book has applied its snapshot.</summary>
    /// <exception cref="StartupException">It fails, or takes too long.</exception>
    internal async Task Prepare(IGrainFactory grains, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(PreparedWithin);
        _grain = grains.Feed(Key);
        await _grain.Start();
        for (var status = await Status(); status.Instruments < _instruments || status is not { Unacknowledged: 0, StaleBooks: 0 }; status = await Status())
        {
            if (status.State != FeedState.Running)
            {
                throw new StartupException($"The feed is {status.State}: {status.Fault}");
            }

            await Task.Delay(Look, limit.Token);
        }
    }

    internal Task<FeedStatus> Status() => _grain!.GetStatus();

    /// <summary>Begins to make ticks, if they are made here.</summary>
    internal void Begin(TickSchedule[] schedules)
    {
        if (_memory is not null)
        {
            Pacer = new(schedules, _order.IsOwn, _memory);
            Pacer.Start();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _memory?.Dispose();

    private IConfigurationRoot Settings(string address, int[] own) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        [$"Feeds:{Name}:Kind"] = "Stream",
        [$"Feeds:{Name}:Address"] = address,
        [$"Feeds:{Name}:Exchanges:0:Exchange"] = BenchmarkSilo.Exchange,
        [$"Feeds:{Name}:Exchanges:0:Symbols"] = string.Join(',', own.Select(number => BenchmarkSilo.Instrument(number).Symbol)),
        [$"Feeds:{Name}:Exchanges:0:DataTypes"] = "book_change",
    }).Build();
}
