using System.Collections.Concurrent;
using System.Threading.Channels;
using Ballast.Grains.Interfaces.Books;
using Orleans.Concurrency;

namespace Ballast.Cluster.Tests.Fixture;

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
