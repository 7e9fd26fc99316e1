using Ballast.Benchmarks.Load.Ceiling;
using Ballast.Benchmarks.Load.Stages;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>The process that is the silo, and says what it costs.</summary>
internal sealed class SiloRole(CancellationToken cancellationToken) : IAsyncDisposable
{
    internal const string Name = "load-silo";

    private const int FillsInCall = 100;
    private const int MaxTries = 5;

    /// <summary>Most time of a second in the compiler of a process that is warm.</summary>
    private static readonly TimeSpan Compiled = TimeSpan.FromMilliseconds(5);

    private BenchmarkSilo? _silo;
    private SiloFeed? _feed;
    private StageStamps? _stages;
    private Task<SiloMeasuring>? _measuring;

    private IBallastClient Client => _silo!.Services.GetRequiredService<IBallastClient>();

    internal ChildLoop Loop() => new ChildLoop()
        .On<SiloOrder>("start", Start)
        .On("prepare", Prepare)
        .On<LoadSettings>("hold", Hold)
        .On<FillOrder>("fill", order => new ManyFills(order, Client).Record(cancellationToken))
        .On<FillOrder>("complete", order => new ManyFills(order, Client).AwaitComplete(cancellationToken))
        .On<double>("idle", Idle)
        .On("heap", () => Task.FromResult<object?>(HeapSize.Now()))
        .On<TickSchedule[]>("begin", Begin)
        .On("end", End)
        .On<LoadSettings>("ceiling", Ceiling);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await (_silo?.DisposeAsync() ?? default);
        _feed?.Dispose();
        _stages?.Dispose();
    }

    private async Task<object?> Start(SiloOrder order)
    {
        _feed = new(order);
        _stages = order.Settings.WithStages ? new() : null;
        _silo = await BenchmarkSilo.Start(
            order.Settings.AllInstruments,
            builder =>
            {
                _feed.AddTo(builder.Services);
                builder.Services.AddSingleton<CeilingWatch>();
            },
            cancellationToken,
            order.Redis,
            isClustered: order.Settings.Silos > 1,
            order.Directory);
        return _silo.GatewayPort;
    }

    private async Task<object?> Prepare()
    {
        await _feed!.Prepare(_silo!.Services.GetRequiredService<IGrainFactory>(), cancellationToken);
        return null;
    }

    private async Task<object?> Hold(LoadSettings settings)
    {
        foreach (var some in settings.Holdings.Chunk(FillsInCall))
        {
            await Client.RecordFills([.. some.Select(held => Holding.Fill(held.Instrument, held.Portfolio))], cancellationToken);
        }

        return null;
    }

    private async Task<object?> Idle(double seconds)
    {
        CostMeter used;
        var tries = 0;
        do
        {
            var before = CostMeter.Begin();
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
            used = before.Since();
        }
        while (used.Compiling > Compiled * seconds && ++tries < MaxTries);

        return (used.Cpu - used.Compiling).TotalMicroseconds / seconds;
    }

    private Task<object?> Begin(TickSchedule[] schedules)
    {
        _stages?.Begin(schedules[^1]);
        _feed!.Begin(schedules);
        _measuring = SiloMeasuring.From(schedules[0], _feed, cancellationToken);
        return Task.FromResult<object?>(null);
    }

    private async Task<object?> End() => await (await _measuring!).End() with { Stages = _stages?.Results() };

    private async Task<object?> Ceiling(LoadSettings settings)
    {
        var grains = _silo!.Services.GetRequiredService<IGrainFactory>();
        return await new CeilingRun(settings, grains, _silo.Services.GetRequiredService<CeilingWatch>()).Run(cancellationToken);
    }
}

/// <summary>What a silo process is to be.</summary>
/// <param name="Settings">The run.</param>
/// <param name="Number">Number of the silo, from 0. Its feed has every instrument whose number leaves this rest.</param>
/// <param name="Redis">The store; <see langword="null"/> for its own.</param>
/// <param name="Machine">Address of the server of its feed; <see langword="null"/> when ticks are made in its process.</param>
/// <param name="Directory">Where its files are.</param>
internal sealed record SiloOrder(LoadSettings Settings, int Number, string? Redis, string? Machine, string Directory)
{
    internal bool IsOwn(int instrument) => instrument % Settings.Silos == Number;
}
