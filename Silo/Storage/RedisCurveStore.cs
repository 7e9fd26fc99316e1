using System.Buffers.Binary;
using System.Globalization;
using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Portfolios.Closing;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores equity curves as Redis lists <c>ballast/curve/{portfolio}/resolution/chunk</c>, with a set of the chunks of each resolution.</summary>
/// <remarks>An entry holds the points of one append, 41 bytes each: time in microseconds, flags, total, partial total; little-endian.</remarks>
public sealed class RedisCurveStore(IConnectionMultiplexer redis) : ICurveStore
{
    private const int PointBytes = 41;
    private const byte HasTotal = 1;
    private const byte IsComplete = 2;

    /// <inheritdoc />
    public async Task<IReadOnlyList<long>> List(string portfolio, CurveResolution resolution, CancellationToken cancellationToken)
    {
        var chunks = await redis.GetDatabase().SetMembersAsync(Index(portfolio, resolution)).WaitAsync(cancellationToken);
        return [.. chunks.Select(chunk => (long)chunk).Order()];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CurvePoint>> Read(
        string portfolio, CurveResolution resolution, long chunk, CancellationToken cancellationToken)
    {
        var entries = await redis.GetDatabase().ListRangeAsync(Chunk(portfolio, resolution, chunk)).WaitAsync(cancellationToken);
        return EquityCurve.InOrder(entries.SelectMany(entry => Decode((byte[])entry!)));
    }

    /// <inheritdoc />
    public Task Begin(string portfolio, CurveResolution resolution, long chunk, CancellationToken cancellationToken) =>
        redis.GetDatabase().SetAddAsync(Index(portfolio, resolution), chunk).WaitAsync(cancellationToken);

    /// <inheritdoc />
    public Task Append(string portfolio, CurveWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        return redis.GetDatabase()
            .ListRightPushAsync(Chunk(portfolio, write.Resolution, write.Chunk), Encode(write.Points)).WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task Drop(string portfolio, CurveResolution resolution, long chunk, CancellationToken cancellationToken)
    {
        await redis.GetDatabase().KeyDeleteAsync(Chunk(portfolio, resolution, chunk)).WaitAsync(cancellationToken);
        await redis.GetDatabase().SetRemoveAsync(Index(portfolio, resolution), chunk).WaitAsync(cancellationToken);
    }

    private static byte[] Encode(IReadOnlyList<CurvePoint> points)
    {
        var bytes = new byte[points.Count * PointBytes];
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var span = bytes.AsSpan(i * PointBytes, PointBytes);
            BinaryPrimitives.WriteInt64LittleEndian(span, point.At.Micros);
            span[8] = (byte)((point.Total is null ? 0 : HasTotal) | (point.Complete ? IsComplete : 0));
            Write(span[9..], point.Total ?? 0);
            Write(span[25..], point.PartialTotal);
        }

        return bytes;
    }

    private static IEnumerable<CurvePoint> Decode(byte[] bytes)
    {
        for (var at = 0; at + PointBytes <= bytes.Length; at += PointBytes)
        {
            var flags = bytes[at + 8];
            yield return new(
                new(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at))),
                (flags & HasTotal) != 0 ? ReadDecimal(bytes.AsSpan(at + 9)) : null,
                ReadDecimal(bytes.AsSpan(at + 25)),
                (flags & IsComplete) != 0);
        }
    }

    private static void Write(Span<byte> span, decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        for (var i = 0; i < bits.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(span[(i * 4)..], bits[i]);
        }
    }

    private static decimal ReadDecimal(ReadOnlySpan<byte> span)
    {
        Span<int> bits = stackalloc int[4];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = BinaryPrimitives.ReadInt32LittleEndian(span[(i * 4)..]);
        }

        return new(bits);
    }

    private static RedisKey Index(string portfolio, CurveResolution resolution) => $"ballast/curve/{{{portfolio}}}/{Name(resolution)}";

    private static RedisKey Chunk(string portfolio, CurveResolution resolution, long chunk) =>
        $"ballast/curve/{{{portfolio}}}/{Name(resolution)}/{chunk.ToString(CultureInfo.InvariantCulture)}";

    private static string Name(CurveResolution resolution) => resolution switch
    {
        CurveResolution.Second => "second",
        CurveResolution.Minute => "minute",
        _ => "day",
    };
}
