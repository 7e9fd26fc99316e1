using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Grains whose state cannot be written for now, by key.</summary>
public sealed class StorageFaults
{
    private readonly ConcurrentDictionary<string, Exception> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HeldCall> _held = new(StringComparer.Ordinal);

    public void Fail(string key, Exception fault) => _faults[key] = fault;

    /// <summary>From now on reads of a grain's state, or writes of forecasts, wait until they are let go.</summary>
    public void Hold(string key) => _held[key] = new();

    /// <summary>Completes when a call of a key that is held waits.</summary>
    public Task IsHeld(string key) => _held[key].Waits.Task;

    public void LetGo(string key)
    {
        if (_held.TryRemove(key, out var held))
        {
            held.LetGo.SetResult();
        }
    }

    public void Heal(string key) => _faults.TryRemove(key, out _);

    internal void Check(GrainId grain) => Check(grain.Key.ToString()!);

    internal Task PassRead(GrainId grain) => Pass(grain.Key.ToString()!);

    internal async Task Pass(string key)
    {
        if (_held.TryGetValue(key, out var held))
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

    private sealed class HeldCall
    {
        internal TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
