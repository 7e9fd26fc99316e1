using System.Globalization;
using Ballast.Domain;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Replay.Continuing;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores how the last recording ended: <c>ballast/{recording}/end</c> has its times and the number of parts, the list <c>ballast/{recording}/tail</c> the events in parts.</summary>
/// <remarks>The end is removed first and written last, so that a crash leaves none, or a whole one.</remarks>
public sealed partial class RedisRecordingEnds(IConnectionMultiplexer redis, Serializer serializer, ILogger<RedisRecordingEnds> logger)
{
    private const string End = "ballast/{recording}/end";
    private const string Tail = "ballast/{recording}/tail";
    private const long PartBytes = 512 << 10;
    private const int Fields = 3;

    /// <summary>The last end, if a recording follows it; <see langword="null"/> when there is none, or the recording begins earlier or much later, which the log says.</summary>
    /// <param name="first">Arrival of the recording's first event.</param>
    /// <param name="longestGap">Longest time after the end at which it may begin.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public async Task<RecordingEnd?> ReadFollowedBy(Instant first, TimeSpan longestGap, CancellationToken cancellationToken)
    {
        if (await Read(cancellationToken) is not { } last)
        {
            return null;
        }

        if (first >= last.At && first - last.At <= longestGap)
        {
            Followed(logger, last.At);
            return last;
        }

        NotFollowed(logger, first, last.At);
        return null;
    }

    private async Task<RecordingEnd?> Read(CancellationToken cancellationToken)
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
                Damaged(logger, part);
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
                bytes += end.Events[next].ApproximateBytes;
            }

            await database.ListRightPushAsync(Tail, serializer.SerializeToArray<MarketEvent[]>([.. part])).WaitAsync(cancellationToken);
            parts++;
        }

        await database.StringSetAsync(End, string.Create(CultureInfo.InvariantCulture, $"{end.At.Micros} {end.ClosedTo.Micros} {parts}")).WaitAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The recording goes on where the last one on this store ended, at {End}")]
    private static partial void Followed(ILogger logger, Instant end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recording begins at {First} and does not follow the last one on this store, which ended at {End}: its books begin empty, and seconds between the two are not closed")]
    private static partial void NotFollowed(ILogger logger, Instant first, Instant end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Part {Part} of the end of the last recording is missing in the store: the recording begins with empty books")]
    private static partial void Damaged(ILogger logger, long part);
}
