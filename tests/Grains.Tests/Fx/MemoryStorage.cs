using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ballast.Grains.Tests.Fx;

/// <summary>Grain storage in memory that refuses a write whose tag is not the stored one, as the real one does.</summary>
internal sealed class MemoryStorage : IGrainStorage
{
    private readonly Dictionary<(string, GrainId), (object State, string Tag)> _states = [];
    private int _tags;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = _states.TryGetValue((stateName, grainId), out var stored);
        (grainState.State, grainState.ETag) = stored.State is T state ? (state, stored.Tag) : (Activator.CreateInstance<T>(), null);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check(stateName, grainId, grainState);
        grainState.ETag = $"{++_tags}";
        _states[(stateName, grainId)] = (grainState.State!, grainState.ETag);
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check(stateName, grainId, grainState);
        _states.Remove((stateName, grainId));
        (grainState.RecordExists, grainState.ETag) = (false, null);
        return Task.CompletedTask;
    }

    private void Check<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = _states.TryGetValue((stateName, grainId), out var known) ? known.Tag : null;
        if (stored != grainState.ETag)
        {
            throw new InconsistentStateException("The stored state is another one.", stored, grainState.ETag);
        }
    }
}
