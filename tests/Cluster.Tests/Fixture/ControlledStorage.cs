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

/// <summary>The real grain storage, refusing writes as <see cref="StorageFaults"/> says.</summary>
internal sealed class ControlledStorage(IGrainStorage inner, StorageFaults faults) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        faults.Check(grainId);
        return inner.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    public void Participate(ISiloLifecycle observer) => (inner as ILifecycleParticipant<ISiloLifecycle>)?.Participate(observer);

    /// <summary>Puts itself before the storage registered under <paramref name="name"/>.</summary>
    internal static void Wrap(IServiceCollection services, string name)
    {
        var real = services.Single(s => s.ServiceType == typeof(IGrainStorage) && Equals(s.ServiceKey, name));
        services.Remove(real);
        services.AddKeyedSingleton<IGrainStorage>(name, (provider, key) => new ControlledStorage(
            (IGrainStorage)real.KeyedImplementationFactory!(provider, key), provider.GetRequiredService<StorageFaults>()));
    }
}
