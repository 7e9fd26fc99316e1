using System.Globalization;
using Ballast.Domain;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Replay.Continuing;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores how the last recording ended: <c>ballast/{recording}/end</c> has its times and the number of parts, the list <c>ballast/{recording}/tail</c> the events in parts.</summary>
/// <remarks>The end is removed first and written last, so that a crash leaves none, or a whole one.</remarks>
public sealed class RedisRecordingEnds(IConnectionMultiplexer redis, Serializer serializer)
{
    private const string End = "ballast/{recording}/end";
    private const string Tail = "ballast/{recording}/tail";
    private const long PartBytes = 512 << 10;
    private const int Fields = 3;

    /// <summary>The last end; <see langword="null"/> when there is none.</summary>
    public async Task<RecordingEnd?> Read(CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        var end = await database.StringGetAsync(End).WaitAsync(cancellationToken);
        if (!end.HasValue || ((string)end!).Split(' ') is not { Length: Fields } fields)
        {
            return null;
        }

        long[] numbers = [.. fields.Select(field => long.Parse(field, CultureInfo.InvariantCulture))];
        var events = new List<MarketEvent>();
        for (var part = 0L; part < numbers[2]; part++)
        {
            var entry = await database.ListGetByIndexAsync(Tail, part).WaitAsync(cancellationToken);
            if (!entry.HasValue)
            {
                return null;
            }

            events.AddRange(serializer.Deserialize<MarketEvent[]>((byte[])entry!)!);
        }

        return new(new(numbers[0]), new(numbers[1]), events);
    }

    /// <summary>Replaces the last end.</summary>
    public async Task Write(RecordingEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (database, parts, next) = (redis.GetDatabase(), 0L, 0);
        await database.KeyDeleteAsync([End, Tail]).WaitAsync(cancellationToken);
        while (next < end.Events.Count)
        {
            var part = new List<MarketEvent>();
            for (var bytes = 0L; next < end.Events.Count && bytes < PartBytes; next++)
            {
                part.Add(end.Events[next]);
                bytes += RecordingTail.SizeOf(end.Events[next]);
            }

            await database.ListRightPushAsync(Tail, serializer.SerializeToArray<MarketEvent[]>([.. part])).WaitAsync(cancellationToken);
            parts++;
        }

        await database.StringSetAsync(End, string.Create(CultureInfo.InvariantCulture, $"{end.At.Micros} {end.ClosedTo.Micros} {parts}")).WaitAsync(cancellationToken);
    }
}
