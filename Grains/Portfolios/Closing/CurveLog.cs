using Ballast.Domain.Pnl.Closing;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>A portfolio's durable equity curve. Readers see only stored points. Used on the grain's scheduler only.</summary>
internal sealed class CurveLog(ICurveStore store, string portfolio)
{
    private const int MaxPoints = 10_000;

    private readonly EquityCurve _curve = new();
    private readonly Queue<CurveWrite> _unwritten = new();
    private readonly Dictionary<CurveResolution, SortedSet<long>> _chunksOf = Enum.GetValues<CurveResolution>().ToDictionary(r => r, _ => new SortedSet<long>());

    /// <summary>Time of the newest point; the default before the first.</summary>
    internal Instant Newest => _curve.Last?.At ?? default;

    /// <summary>Reads the end of the stored curve, which the next points follow.</summary>
    internal async Task Resume(CancellationToken cancellationToken)
    {
        foreach (var (resolution, chunks) in _chunksOf)
        {
            chunks.UnionWith(await store.List(portfolio, resolution, cancellationToken));
        }

        var minutes = await Tail(CurveResolution.Minute, 1, cancellationToken);
        var days = await Tail(CurveResolution.Day, 1, cancellationToken);
        var seconds = await Tail(CurveResolution.Second, 2, cancellationToken);
        Enqueue(_curve.Resume(seconds, minutes.Count == 0 ? null : minutes[^1], days.Count == 0 ? null : days[^1]));
    }

    /// <summary>Adds closed points, oldest first; <see cref="Flush"/> writes them.</summary>
    internal void Add(IReadOnlyList<CurvePoint> points) => Enqueue(_curve.Append(points));

    /// <summary>Writes the added points, usually in one append. Points that could not be stored are written with the next ones.</summary>
    internal async Task Flush()
    {
        while (_unwritten.TryPeek(out var write))
        {
            if (!_chunksOf[write.Resolution].Contains(write.Chunk))
            {
                await store.Begin(portfolio, write.Resolution, write.Chunk, CancellationToken.None);
                _chunksOf[write.Resolution].Add(write.Chunk);
            }

            await store.Append(portfolio, write, CancellationToken.None);
            _unwritten.Dequeue();
        }

        foreach (var (resolution, chunks) in _chunksOf)
        {
            while (chunks.Count > 1 && chunks.Min < EquityCurve.OldestChunk(resolution, Newest))
            {
                await store.Drop(portfolio, resolution, chunks.Min, CancellationToken.None);
                chunks.Remove(chunks.Min);
            }
        }
    }

    /// <summary>Stored points of a range, oldest first, and their resolution.</summary>
    /// <param name="from">First time.</param>
    /// <param name="to">Last time; not before <paramref name="from"/>.</param>
    /// <param name="asked">Resolution; <see langword="null"/> selects the finest that gives at most 10,000 points.</param>
    internal async Task<(CurveResolution Resolution, IReadOnlyList<CurvePoint> Points)> Read(Instant from, Instant to, CurveResolution? asked)
    {
        if (to < from)
        {
            throw new ArgumentException($"to is {to}, before from, {from}.", nameof(to));
        }

        var resolution = asked ?? Finest(from, to);
        var points = new List<CurvePoint>();
        var (first, last) = (EquityCurve.ChunkOf(resolution, from), EquityCurve.ChunkOf(resolution, to));
        foreach (var chunk in _chunksOf[resolution].Where(chunk => chunk >= first && chunk <= last).ToArray())
        {
            points.AddRange((await store.Read(portfolio, resolution, chunk, CancellationToken.None)).Where(p => p.At >= from && p.At <= to));
        }

        return (resolution, points);
    }

    private CurveResolution Finest(Instant from, Instant to)
    {
        var length = to - from;
        return length <= TimeSpan.FromSeconds(MaxPoints) && IsKept(CurveResolution.Second, from) ? CurveResolution.Second
            : length <= TimeSpan.FromMinutes(MaxPoints) && IsKept(CurveResolution.Minute, from) ? CurveResolution.Minute
            : CurveResolution.Day;
    }

    private bool IsKept(CurveResolution resolution, Instant from) =>
        EquityCurve.ChunkOf(resolution, from) >= EquityCurve.OldestChunk(resolution, Newest);

    private async Task<IReadOnlyList<CurvePoint>> Tail(CurveResolution resolution, int chunks, CancellationToken cancellationToken)
    {
        var points = new List<CurvePoint>();
        foreach (var chunk in _chunksOf[resolution].TakeLast(chunks))
        {
            points.AddRange(await store.Read(portfolio, resolution, chunk, cancellationToken));
        }

        return points;
    }

    private void Enqueue(IReadOnlyList<CurveWrite> writes)
    {
        foreach (var write in writes)
        {
            _unwritten.Enqueue(write);
        }
    }
}
