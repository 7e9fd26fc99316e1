using System.Globalization;
using Ballast.Domain.Instruments;
using Ballast.Grains.Journaling;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores journal segments as Redis lists <c>ballast/journal/{exchange/symbol}/segment</c>.</summary>
/// <remarks>
/// The braces keep an instrument's keys in one slot of a Redis Cluster. The script's only write is one <c>RPUSH</c>, because a
/// script with several writes is not atomic over a crash of the embedded store. The last entry is compared with <c>LPOS</c>, one entry
/// from the end, because <c>LINDEX -1</c> walks the whole list on the embedded store. Beside the lists are
/// <c>…/first</c> ("<c>from below</c>": segments before <c>from</c> are deleted, those before <c>below</c> no longer count),
/// <c>…/last</c> (a hint that is never too high) and <c>…/keys/segment</c>.
/// </remarks>
public sealed class RedisJournalStore(JournalConnections connections, IOptions<JournalOptions> options) : IJournalStore
{
    // unpack() in Redis accepts just under 8,000 values, far more than 250 entries.
    private const string AppendScript = """
        local function ends(key, length, last)
          return redis.call('LLEN', key) == tonumber(length)
            and (last == '' or not not redis.call('LPOS', key, last, 'RANK', '-1', 'MAXLEN', '1'))
        end
        if not ends(KEYS[1], ARGV[1], ARGV[2]) then return 0 end
        if KEYS[2] and not ends(KEYS[2], ARGV[3], ARGV[4]) then return 0 end
        redis.call('RPUSH', KEYS[1], unpack(ARGV, 5))
        return 1
        """;

    // An activation that found an empty journal must not begin it again after others have written and dropped segments.
    private const string BeginScript = """
        if redis.call('EXISTS', KEYS[1]) == 1 or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
        redis.call('RPUSH', KEYS[1], unpack(ARGV, 5))
        return 1
        """;

    private const int Probes = 16;

    private readonly IConnectionMultiplexer _redis = connections.Reads;
    private readonly ReplicatedAppends _replicated = new(connections, options.Value);

    /// <inheritdoc />
    public Task<SegmentRange?> GetSegments(InstrumentId instrument, CancellationToken cancellationToken) =>
        RedisFaults.OrSilence(() => FindSegments(instrument, cancellationToken));

    /// <inheritdoc />
    public Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        RedisFaults.OrSilence(() => _redis.GetDatabase().ListLengthAsync(Key(instrument, segment)).WaitAsync(cancellationToken));

    /// <inheritdoc />
    public async Task<IReadOnlyList<byte[]>> Read(
        InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken)
    {
        var entries = await RedisFaults.OrSilence(
            () => _redis.GetDatabase().ListRangeAsync(Key(instrument, segment), from, to - 1).WaitAsync(cancellationToken));
        return Array.ConvertAll(entries, entry => (byte[])entry!);
    }

    /// <inheritdoc />
    public async Task<bool> Append(
        InstrumentId instrument,
        SegmentEnd expected,
        SegmentEnd? previous,
        IReadOnlyList<byte[]> entries,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var key = Key(instrument, expected.Segment);
        var arguments = new RedisValue[4 + entries.Count];
        (arguments[0], arguments[1]) = (expected.Length, expected.Last);
        (arguments[2], arguments[3]) = (previous?.Length ?? 0, previous?.Last ?? default);
        for (var i = 0; i < entries.Count; i++)
        {
            arguments[4 + i] = entries[i];
        }

        var begins = expected is { Segment: 0, Length: 0 };
        RedisKey[] keys = begins ? [key, First(instrument)] : previous is { } end ? [key, Key(instrument, end.Segment)] : [key];
        var append = new ScriptedAppend(begins ? BeginScript : AppendScript, keys, arguments, Waited(instrument));
        var isWritten = options.Value.WaitReplicas > 0
            ? await _replicated.Append(append, cancellationToken)
            : await RedisFaults.OrSilence(() => Append(append).WaitAsync(cancellationToken));
        if (isWritten && previous is not null)
        {
            await _redis.GetDatabase().StringSetAsync(Last(instrument), expected.Segment, flags: CommandFlags.FireAndForget);
        }

        return isWritten;
    }

    /// <inheritdoc />
    public Task PutKeyTable(InstrumentId instrument, int segment, ReadOnlyMemory<byte> table, CancellationToken cancellationToken) =>
        RedisFaults.OrSilence(() => _redis.GetDatabase().StringSetAsync(KeyTableKey(instrument, segment), table).WaitAsync(cancellationToken));

    /// <inheritdoc />
    public async Task<byte[]?> GetKeyTable(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        await RedisFaults.OrSilence(() => _redis.GetDatabase().StringGetAsync(KeyTableKey(instrument, segment)).WaitAsync(cancellationToken));

    /// <inheritdoc />
    public Task DropSegments(InstrumentId instrument, int below, CancellationToken cancellationToken) =>
        RedisFaults.OrSilence(() => Drop(instrument, below, cancellationToken));

    private async Task<SegmentRange?> FindSegments(InstrumentId instrument, CancellationToken cancellationToken)
    {
        var database = _redis.GetDatabase();
        var hints = await database.StringGetAsync([First(instrument), Last(instrument)]).WaitAsync(cancellationToken);
        var first = ParseFirst(hints[0]).Below;
        var last = Math.Max(first, hints[1].IsNull ? 0 : (int)hints[1]);
        if (last > first && !await database.KeyExistsAsync(Key(instrument, last)).WaitAsync(cancellationToken))
        {
            // The store has lost segments that the hint knows; the search starts from the first one.
            last = first;
        }

        for (var segment = last; ; segment += Probes)
        {
            var probes = Enumerable.Range(segment, Probes).Select(number => database.KeyExistsAsync(Key(instrument, number)));
            var exist = await Task.WhenAll(probes).WaitAsync(cancellationToken);
            var missing = Array.IndexOf(exist, false);
            if (missing >= 0)
            {
                return segment + missing > first
                    ? new(first, segment + missing - 1)
                    : hints.All(hint => hint.IsNull) ? null : throw AllSegmentsMissing(instrument, first);
            }
        }
    }

    private async Task<bool> Drop(InstrumentId instrument, int below, CancellationToken cancellationToken)
    {
        // Each step is one write. Segments stop counting before they are deleted, so that no crash leaves a chain whose
        // beginning is half deleted; a second call continues where the first one ended.
        var database = _redis.GetDatabase();
        var (from, counted) = ParseFirst(await database.StringGetAsync(First(instrument)).WaitAsync(cancellationToken));
        below = Math.Max(below, counted);
        if (from == below)
        {
            return false;
        }

        await database.StringSetAsync(First(instrument), $"{from} {below}").WaitAsync(cancellationToken);
        for (var segment = from; segment < below; segment++)
        {
            await database.KeyDeleteAsync(Key(instrument, segment)).WaitAsync(cancellationToken);
            await database.KeyDeleteAsync(KeyTableKey(instrument, segment)).WaitAsync(cancellationToken);
        }

        await database.StringSetAsync(First(instrument), $"{below} {below}").WaitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> Append(ScriptedAppend append) =>
        (int)await connections.Appends.GetDatabase().ScriptEvaluateAsync(append.Script, append.Keys, append.Arguments) == 1;

    private static (int From, int Below) ParseFirst(RedisValue value)
    {
        if (value.IsNull)
        {
            return (0, 0);
        }

        var parts = ((string)value!).Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static JournalDamagedException AllSegmentsMissing(InstrumentId instrument, int first) => new(new JournalDamage(
        DamageKind.MissingSegment, instrument, first, 0, "a segment, because there were some", "none"));

    private static string Prefix(InstrumentId instrument) => $"ballast/journal/{{{instrument}}}";

    private static RedisKey Key(InstrumentId instrument, int segment) => $"{Prefix(instrument)}/{segment}";

    private static RedisKey KeyTableKey(InstrumentId instrument, int segment) => $"{Prefix(instrument)}/keys/{segment}";

    private static RedisKey Waited(InstrumentId instrument) => $"{Prefix(instrument)}/waited";

    private static RedisKey First(InstrumentId instrument) => $"{Prefix(instrument)}/first";

    private static RedisKey Last(InstrumentId instrument) => $"{Prefix(instrument)}/last";
}
