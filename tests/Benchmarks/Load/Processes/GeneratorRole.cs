using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>The process that serves ticks.</summary>
internal sealed class GeneratorRole : IAsyncDisposable
{
    internal const string Name = "load-generator";

    private readonly MachineFeed _machine = new(TimeProvider.System);
    private TickPacer? _pacer;

    internal ChildLoop Loop() => new ChildLoop()
        .On("start", async () =>
        {
            await _machine.Start();
            return _machine.Address;
        })
        .On<TickSchedule[]>("begin", Begin)
        .On("end", async () => await GeneratorResult.Of(_pacer!));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    private Task<object?> Begin(TickSchedule[] schedules)
    {
        _pacer = new(schedules, _ => true, _machine);
        _pacer.Start();
        return Task.FromResult<object?>(null);
    }
}

/// <summary>How ticks were made.</summary>
/// <param name="Late">How late the measured ones were.</param>
/// <param name="CpuMicros">Processor time of the thread that made the measured ones, in all.</param>
/// <param name="Bytes">Bytes that it allocated.</param>
/// <param name="Fault">Why they were not all made.</param>
internal sealed record GeneratorResult(LatencySummary Late, double CpuMicros, long Bytes, string? Fault)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    internal static async Task<GeneratorResult> Of(TickPacer pacer)
    {
        var fault = await Faults.Of(pacer.Done, Within);
        return fault is null
            ? new(pacer.Lateness.Summary(), pacer.Cost.Cpu.TotalMicroseconds, pacer.Cost.Allocated, null)
            : new(new Latencies().Summary(), 0, 0, fault);
    }
}
