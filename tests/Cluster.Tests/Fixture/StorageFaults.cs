using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Grains whose state cannot be written for now, by key.</summary>
public sealed class StorageFaults
{
    private readonly ConcurrentDictionary<string, Exception> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HeldRead> _heldReads = new(StringComparer.Ordinal);

    public void Fail(string key, Exception fault) => _faults[key] = fault;

    /// <summary>From now on reads of a key wait until they are let go.</summary>
    public void HoldReads(string key) => _heldReads[key] = new();

    /// <summary>Completes when a read of a key that is held waits.</summary>
    public Task ReadIsHeld(string key) => _heldReads[key].Waits.Task;

    public void LetReadsGo(string key)
    {
        if (_heldReads.TryRemove(key, out var held))
        {
            held.LetGo.SetResult();
        }
    }

    public void Heal(string key) => _faults.TryRemove(key, out _);

    internal void Check(GrainId grain) => Check(grain.Key.ToString()!);

    internal async Task PassRead(GrainId grain)
    {
        if (_heldReads.TryGetValue(grain.Key.ToString()!, out var held))
        {
            held.Waits.TrySetResult();
            await held.LetGo.Task;
        }
    }

    internal void Check(string key)
    {
        if (_faults.TryGetValue(key, out var fault))
        {
            throw fault;
        }
    }

    private sealed class HeldRead
    {
        internal TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
