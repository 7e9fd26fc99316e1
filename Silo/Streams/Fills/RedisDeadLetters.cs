using System.Text.Json;
using Ballast.Domain;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Grains.Streams.Fills;
using StackExchange.Redis;

namespace Ballast.Silo.Streams.Fills;

/// <summary>Keeps dead letters as fields of one Redis hash, by their ids.</summary>
internal sealed class RedisDeadLetters(IConnectionMultiplexer redis, StreamsOptions options) : IDeadLetters
{
    internal static readonly RedisKey Key = "ballast/dead-letters";

    /// <inheritdoc />
    public Task Add(IReadOnlyList<DeadLetter> letters) => OrTimeout(async database =>
    {
        if (await database.HashLengthAsync(Key) + letters.Count > options.Fills.MaxDeadLetters)
        {
            throw new TimeoutException(
                $"There are {options.Fills.MaxDeadLetters} dead letters, the most that Streams:Fills:MaxDeadLetters allows; replay or drop some.");
        }

        await Task.WhenAll(letters.Select(letter => database.HashSetAsync(Key, letter.Id, Write(letter), When.NotExists)));
        return true;
    });

    /// <inheritdoc />
    public Task<IReadOnlyList<DeadLetter>> List(int limit) => OrTimeout<IReadOnlyList<DeadLetter>>(async database =>
        [.. (await database.HashGetAllAsync(Key)).Select(entry => Read(entry.Name!, entry.Value)).OrderBy(letter => letter.At).ThenBy(letter => letter.Id, StringComparer.Ordinal).Take(limit)]);

    /// <inheritdoc />
    public Task<IReadOnlyList<DeadLetter>> Find(IReadOnlyList<string> ids) => OrTimeout<IReadOnlyList<DeadLetter>>(async database =>
    {
        var values = await database.HashGetAsync(Key, [.. ids.Select(id => (RedisValue)id)]);
        return [.. ids.Zip(values).Where(pair => pair.Second.HasValue).Select(pair => Read(pair.First, pair.Second))];
    });

    /// <inheritdoc />
    public Task Replace(DeadLetter letter) => OrTimeout(database => database.HashSetAsync(Key, letter.Id, Write(letter)));

    /// <inheritdoc />
    public Task Remove(string id) => OrTimeout(database => database.HashDeleteAsync(Key, id));

    /// <inheritdoc />
    public Task<long> Count() => OrTimeout(database => database.HashLengthAsync(Key));

    private async Task<T> OrTimeout<T>(Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await call(redis.GetDatabase());
        }
        catch (RedisException e)
        {
            throw new TimeoutException($"The store of dead letters does not answer: {e.Message}", e);
        }
    }

    private static RedisValue Write(DeadLetter letter) =>
        JsonSerializer.SerializeToUtf8Bytes(new Stored(letter.Reason, letter.Payload, letter.At.Micros, letter.Length));

    private static DeadLetter Read(string id, RedisValue value)
    {
        var stored = JsonSerializer.Deserialize<Stored>((byte[])value!)!;
        return new(id, stored.Reason, stored.Payload, new Instant(stored.At), stored.Length);
    }

    private sealed record Stored(string Reason, byte[] Payload, long At, long Length);
}
