using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Ballast.Silo.Rates;

/// <summary>Grain states in Redis in the format of Orleans, read and written without a silo.</summary>
/// <remarks>A state is in the fields <c>data</c> and <c>etag</c> of the hash <c>{service}/state/{grain type}/{key}/{state name}</c>.</remarks>
internal sealed class OfflineGrainStorage(IConnectionMultiplexer redis, Serializer serializer, string service = "ballast") : IGrainStorage
{
    private const string Data = "data";
    private const string Tag = "etag";

    /// <inheritdoc />
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var fields = await redis.GetDatabase().HashGetAsync(Key(stateName, grainId), [Data, Tag]);
        var isStored = !fields[0].IsNullOrEmpty;
        (grainState.RecordExists, grainState.ETag) = (isStored, fields[1]);
        grainState.State = isStored ? serializer.Deserialize<T>((byte[])fields[0]!) : Activator.CreateInstance<T>();
    }

    /// <inheritdoc />
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (key, tag) = (Key(stateName, grainId), Guid.NewGuid().ToString("N"));
        var transaction = redis.GetDatabase().CreateTransaction();
        transaction.AddCondition(grainState.ETag is { } known ? Condition.HashEqual(key, Tag, known) : Condition.HashNotExists(key, Tag));
        _ = transaction.HashSetAsync(key, [new(Data, serializer.SerializeToArray(grainState.State)), new(Tag, tag)]);
        await Execute(transaction, grainId, grainState.ETag);
        (grainState.ETag, grainState.RecordExists) = (tag, true);
    }

    /// <inheritdoc />
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = Key(stateName, grainId);
        var transaction = redis.GetDatabase().CreateTransaction();
        transaction.AddCondition(Condition.HashEqual(key, Tag, grainState.ETag));
        _ = transaction.KeyDeleteAsync(key);
        await Execute(transaction, grainId, grainState.ETag);
        (grainState.ETag, grainState.RecordExists) = (null, false);
    }

    private static async Task Execute(ITransaction transaction, GrainId grain, string? tag)
    {
        if (!await transaction.ExecuteAsync())
        {
            throw new InconsistentStateException($"The state of {grain} was changed meanwhile; does a silo use this store?", "another", tag);
        }
    }

    private RedisKey Key(string stateName, GrainId grain) => $"{service}/state/{grain}/{stateName}";
}
