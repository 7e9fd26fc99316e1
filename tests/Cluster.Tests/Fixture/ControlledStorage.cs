using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>The real grain storage, refusing writes and holding reads as <see cref="StorageFaults"/> says.</summary>
internal sealed class ControlledStorage(IGrainStorage inner, StorageFaults faults) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await faults.PassRead(grainId);
        await inner.ReadStateAsync(stateName, grainId, grainState);
    }

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
