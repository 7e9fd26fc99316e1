using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>The process that follows the portfolio with the client library, over TCP.</summary>
internal sealed class WatcherRole(CancellationToken cancellationToken) : IAsyncDisposable
{
    internal const string Name = "load-watcher";

    private static readonly TimeSpan MarkedWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LastTickWithin = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private GatewayClient? _client;
    private PortfolioWatch? _watch;
    private Task _watching = Task.CompletedTask;
    private TickSchedule? _schedule;
    private WatchedTicks? _ticks;
    private CostMeter _before;

    internal ChildLoop Loop() => new ChildLoop()
        .On<WatcherOrder>("start", Start)
        .On<TickSchedule>("begin", Begin)
        .On("end", End);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        await (_client?.DisposeAsync() ?? default);
        _stopping.Dispose();
    }

    private async Task<object?> Start(WatcherOrder order)
    {
        _client = await GatewayClient.Connect(order.Gateways, _stopping.Token);
        _watch = new(_client.Client, LoadSettings.Watched, order.First, order.Count);
        _watching = Task.Run(() => _watch.Run(_stopping.Token), CancellationToken.None);
        await _watch.Marked.WaitAsync(MarkedWithin, _stopping.Token);
        return null;
    }

    private Task<object?> Begin(TickSchedule schedule)
    {
        (_schedule, _ticks) = (schedule, _watch!.Begin(schedule));
        _ = MeasureFrom(schedule);
        return Task.FromResult<object?>(null);
    }

    private async Task MeasureFrom(TickSchedule schedule)
    {
        await Stamps.Wait(schedule.StampOf(schedule.Warm), _stopping.Token);
        _before = CostMeter.Begin();
    }

    private async Task<object?> End()
    {
        var (schedule, ticks) = (_schedule!, _ticks!);
        await Stamps.Wait(schedule.StampOf(schedule.Total), _stopping.Token);
        var fault = await Faults.Of(ticks.Done, LastTickWithin, _stopping.Token);
        var cost = _before.Since();
        var measured = Stopwatch.GetElapsedTime(schedule.StampOf(schedule.Warm), fault is null ? ticks.DoneStamp : Stopwatch.GetTimestamp());
        return new WatcherResult(
            ticks.Latencies.Summary(), schedule.Measured - ticks.Latencies.Count, ticks.Views, measured.TotalSeconds, cost.Cpu.TotalMicroseconds, fault);
    }
}

/// <summary>What a watcher follows.</summary>
/// <param name="Gateways">Ports of the silos for clients.</param>
/// <param name="First">Number of the first instrument in the portfolio.</param>
/// <param name="Count">How many there are.</param>
internal sealed record WatcherOrder(int[] Gateways, int First, int Count);

/// <summary>What a watcher has seen.</summary>
/// <param name="TickToPortfolio">From a tick's intended publication.</param>
/// <param name="Unseen">Measured ticks not seen.</param>
/// <param name="Views">Views while measuring.</param>
/// <param name="Seconds">Time from the first measured tick until the last was seen.</param>
/// <param name="CpuMicros">Processor time of the watcher's process meanwhile.</param>
/// <param name="Fault">Why not all ticks were seen.</param>
internal sealed record WatcherResult(LatencySummary TickToPortfolio, long Unseen, long Views, double Seconds, double CpuMicros, string? Fault);
