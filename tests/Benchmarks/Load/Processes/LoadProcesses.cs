using System.Globalization;
using Ballast.Benchmarks.Journals;
using Ballast.Benchmarks.Load.Ceiling;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>The processes of a run: silos, the generator where there is one, and the watcher. Several runs may follow each other.</summary>
internal sealed class LoadProcesses : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly List<ChildProcess> _silos = [];
    private readonly TemporaryDirectory _directory = new();
    private readonly LoadSettings _settings;
    private RedisServer? _redis;
    private ChildProcess? _generator;
    private ChildProcess? _watcher;
    private long[]? _before;

    private LoadProcesses(LoadSettings settings) => _settings = settings;

    /// <summary>Starts them; completes when the watcher has seen a mark of every instrument.</summary>
    internal static async Task<LoadProcesses> Start(LoadSettings settings, CancellationToken cancellationToken)
    {
        var processes = new LoadProcesses(settings);
        try
        {
            await processes.Start(cancellationToken);
            return processes;
        }
        catch
        {
            await processes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs at the rate of the settings, which are those of the start except for rate and length.</summary>
    internal async Task<LoadReport> Measure(LoadSettings settings, CancellationToken cancellationToken)
    {
        var heap = await AskSilos<HeapSize>("heap", null, cancellationToken);
        var schedules = settings.Schedules();
        _before ??= new long[schedules.Length];
        schedules = [.. schedules.Select((schedule, i) => schedule with { Before = _before[i] })];
        await AskSilos<object>("begin", schedules, cancellationToken);
        await Ask<object>(_watcher!, "begin", schedules[^1], cancellationToken);
        if (_generator is not null)
        {
            await Ask<object>(_generator, "begin", schedules, cancellationToken);
        }

        var watched = await _watcher!.Ask<WatcherResult>("end", null, Patience + Seconds(settings), cancellationToken);
        var silos = await AskSilos<SiloResult>("end", null, cancellationToken);
        var generator = _generator is null ? null : await Ask<GeneratorResult>(_generator, "end", null, cancellationToken);
        for (var i = 0; i < schedules.Length; i++)
        {
            _before[i] = schedules[i].LastTick;
        }

        return new RunResults(settings, schedules, watched, silos, generator)
            .Report(heap, await AskSilos<HeapSize>("heap", null, cancellationToken));
    }

    /// <summary>Processor time in microseconds that all silos use a second while no tick comes.</summary>
    internal async Task<double> Idle(double seconds, CancellationToken cancellationToken) => (await AskSilos<double>("idle", seconds, cancellationToken)).Sum();

    /// <summary>Sends the same ticks through bare calls in the first silo's process.</summary>
    internal Task<CeilingReport> Ceiling(LoadSettings settings, CancellationToken cancellationToken) =>
        _silos[0].Ask<CeilingReport>("ceiling", settings, Patience + Seconds(settings), cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await (_watcher?.DisposeAsync() ?? default);
        foreach (var silo in _silos)
        {
            // How a silo stops is not measured, and nothing that it stores is needed again.
            await silo.Kill();
            await silo.DisposeAsync();
        }

        await (_generator?.DisposeAsync() ?? default);
        await (_redis?.DisposeAsync() ?? default);
        _directory.Dispose();
    }

    private static TimeSpan Seconds(LoadSettings settings) => TimeSpan.FromSeconds(settings.WarmSeconds + settings.Seconds);

    private static Task<T> Ask<T>(ChildProcess process, string ask, object? with, CancellationToken cancellationToken) =>
        process.Ask<T>(ask, with, Patience, cancellationToken);

    private async Task<T[]> AskSilos<T>(string ask, object? with, CancellationToken cancellationToken) =>
        await Task.WhenAll(_silos.Select(silo => Ask<T>(silo, ask, with, cancellationToken)));

    private async Task Start(CancellationToken cancellationToken)
    {
        string? address = null;
        if (_settings.Feed == FeedForm.Socket)
        {
            _generator = ChildProcess.Start(GeneratorRole.Name);
            address = await Ask<string>(_generator, "start", null, cancellationToken);
        }

        _redis = _settings.Silos > 1 ? await RedisServer.Start("everysec", cancellationToken) : null;
        var store = _redis is null ? null : string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_redis.Port}");
        var gateways = new List<int>();
        for (var i = 0; i < _settings.Silos; i++)
        {
            _silos.Add(ChildProcess.Start(SiloRole.Name, _settings.IsPinned ? i % Environment.ProcessorCount : null));
            var place = Directory.CreateDirectory(Path.Combine(_directory.Path, $"{i}"));
            gateways.Add(await Ask<int>(_silos[i], "start", new SiloOrder(_settings, i, store, address, place.FullName), cancellationToken));
        }

        await AskSilos<object>("prepare", null, cancellationToken);
        await Ask<object>(_silos[0], "hold", _settings, cancellationToken);
        _watcher = ChildProcess.Start(WatcherRole.Name);
        var (first, count) = _settings.WatchedInstruments;
        await Ask<object>(_watcher, "start", new WatcherOrder([.. gateways], first, count), cancellationToken);
    }
}
