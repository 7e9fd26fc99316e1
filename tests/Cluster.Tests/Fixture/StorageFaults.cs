using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Grains whose state cannot be written for now, by key.</summary>
public sealed class StorageFaults
{
    private readonly ConcurrentDictionary<string, Exception> _faults = new(StringComparer.Ordinal);

    public void Fail(string key, Exception fault) => _faults[key] = fault;

    public void Heal(string key) => _faults.TryRemove(key, out _);

    internal void Check(GrainId grain) => Check(grain.Key.ToString()!);

    internal void Check(string key)
    {
        if (_faults.TryGetValue(key, out var fault))
        {
            throw fault;
        }
    }
}
