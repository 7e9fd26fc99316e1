using Orleans.Runtime;
using Orleans.Storage;

namespace Ballast.Silo.Rates;

/// <summary>A state of a grain that works without an activation, for commands.</summary>
internal sealed class LoadedState<T>(IGrainStorage storage, string name, GrainId grain) : IPersistentState<T>
    where T : class, new()
{
    private readonly GrainState<T> _state = new(new());

    /// <inheritdoc />
    public T State
    {
        get => _state.State!;
        set => _state.State = value;
    }

    /// <inheritdoc />
    public string? Etag => _state.ETag;

    /// <inheritdoc />
    public bool RecordExists => _state.RecordExists;

    /// <inheritdoc />
    public Task ReadStateAsync() => storage.ReadStateAsync(name, grain, _state);

    /// <inheritdoc />
    public Task WriteStateAsync() => storage.WriteStateAsync(name, grain, _state);

    /// <inheritdoc />
    public Task ClearStateAsync() => storage.ClearStateAsync(name, grain, _state);
}
