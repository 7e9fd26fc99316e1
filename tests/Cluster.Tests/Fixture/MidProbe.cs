using System.Collections.Concurrent;
using System.Threading.Channels;
using Orleans.Concurrency;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>A subscriber that keeps what it is sent.</summary>
[Alias("ballast.test.mid-probe")]
public interface IMidProbe : IMidSubscriber
{
    /// <summary>Registers with a book.</summary>
    [Alias("watch"), AlwaysInterleave]
    Task<BookRegistration> Watch(InstrumentId instrument);
}

/// <summary>What probes were sent, for the test in the same process.</summary>
public sealed class MidProbes
{
    private readonly ConcurrentDictionary<string, Channel<MidUpdate>> _updates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _holds = new(StringComparer.Ordinal);

    internal Channel<MidUpdate> Of(string probe) => _updates.GetOrAdd(probe, _ => Channel.CreateUnbounded<MidUpdate>());

    /// <summary>From its next message on the probe answers only when <paramref name="release"/> completes.</summary>
    internal void Hold(string probe, Task release) => _holds[probe] = release;

    internal Task Held(string probe) => _holds.GetValueOrDefault(probe, Task.CompletedTask);
}

public sealed class MidProbe(MidProbes probes) : Grain, IMidProbe
{
    public Task<BookRegistration> Watch(InstrumentId instrument) =>
        GrainFactory.Book(instrument).Register(this.AsReference<IMidSubscriber>());

    public async Task OnMids(MidUpdate update)
    {
        probes.Of(this.GetPrimaryKeyString()).Writer.TryWrite(update);
        await probes.Held(this.GetPrimaryKeyString());
    }
}
