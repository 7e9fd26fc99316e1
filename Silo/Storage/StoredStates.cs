using Ballast.Domain.Instruments;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Portfolios.Members;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Reads stored grain states without a silo.</summary>
/// <remarks>Orleans stores a state in the field <c>data</c> of the hash <c>{service}/state/{grain type}/{key}/{state name}</c>.</remarks>
public sealed class StoredStates(IConnectionMultiplexer redis, Serializer serializer)
{
    private const string Service = "ballast";
    private const string Inventory = "inventory";
    private const string Data = "data";

    /// <summary>An inventory's snapshot; <see langword="null"/> when there is none.</summary>
    public Task<InventorySnapshot?> FindSnapshot(InstrumentId instrument) => Find<InventorySnapshot>(Inventory, $"{instrument}", Inventory);

    /// <summary>Whether an inventory has a snapshot, readable or not.</summary>
    public Task<bool> HasSnapshot(InstrumentId instrument) => redis.GetDatabase().HashExistsAsync(Key(Inventory, $"{instrument}", Inventory), Data);

    /// <summary>Removes an inventory's snapshot, unless another one was saved since it was read. Returns whether it is removed.</summary>
    public async Task<bool> RemoveSnapshot(InstrumentId instrument, InventorySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var (database, key) = (redis.GetDatabase(), Key(Inventory, $"{instrument}", Inventory));
        var data = await database.HashGetAsync(key, Data);
        if (data.IsNullOrEmpty || serializer.Deserialize<InventorySnapshot>((byte[])data!)?.Position != snapshot.Position)
        {
            return false;
        }

        var removal = database.CreateTransaction();
        removal.AddCondition(Condition.HashEqual(key, Data, data));
        _ = removal.KeyDeleteAsync(key);
        return await removal.ExecuteAsync();
    }

    /// <summary>The instruments that a portfolio ever traded, in order; <see langword="null"/> when the store has no such portfolio.</summary>
    public async Task<IReadOnlyList<InstrumentId>?> FindMembers(string portfolio) =>
        await Find<PortfolioGrainState>("portfolio", portfolio, "portfolio") is { } state ? [.. state.Members.Order()] : null;

    private async Task<T?> Find<T>(string grain, string key, string name)
        where T : class
    {
        var data = await redis.GetDatabase().HashGetAsync(Key(grain, key, name), Data);
        return data.IsNullOrEmpty ? null : serializer.Deserialize<T>((byte[])data!);
    }

    private static RedisKey Key(string grain, string key, string name) => $"{Service}/state/{grain}/{key}/{name}";
}
