using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl;

/// <summary>A mid that became final for one horizon of one fill.</summary>
/// <param name="Number">Journal number of the fill.</param>
/// <param name="Horizon">Index of the horizon, from 0.</param>
/// <param name="Mid">Last mid at or before venue time plus horizon; <see langword="null"/> when there was none.</param>
[GenerateSerializer, Immutable, Alias("ballast.due-markout")]
public readonly record struct DueMarkout([property: Id(0)] long Number, [property: Id(1)] int Horizon, [property: Id(2)] decimal? Mid);

/// <summary>Markouts of all fills of one instrument: those that wait for mids, sums by portfolio, and the newest fills one by one.</summary>
/// <remarks>
/// A mid changes nothing here before the journal holds it: <see cref="Due"/> names what has become final, <see cref="Final"/>
/// applies it, in a rebuild as well. A fill is forgotten when its own mid and all its horizons are final, except the newest
/// <see cref="RecentCount"/> by venue time. The state depends on what was applied and not on the order among different
/// fills; what arrives for a fill that is not waiting changes nothing. Not safe for concurrent use.
/// </remarks>
public sealed class MarkoutTracker
{
    /// <summary>How many of the newest fills are kept unless another number is asked for.</summary>
    public const int DefaultRecentCount = 1_000;

    private readonly Dictionary<long, TrackedFill> fills = [];
    private readonly SortedDictionary<string, MarkoutTable> tables = new(StringComparer.Ordinal);
    private readonly List<TrackedFill> recent = [];
    private readonly MarkoutQueue[] queues;

    /// <summary>A tracker without fills.</summary>
    /// <param name="instrument">Instrument of the fills; its exchange is their venue.</param>
    /// <param name="settle">Asset its profit is paid in.</param>
    /// <param name="policy">Horizons and sizes.</param>
    /// <param name="recentCount">How many of the newest fills to keep; 0 for none.</param>
    public MarkoutTracker(InstrumentId instrument, string settle, MarkoutPolicy policy, int recentCount = DefaultRecentCount)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegative(recentCount);
        Instrument = instrument;
        Settle = settle;
        Policy = policy;
        RecentCount = recentCount;
        queues = [.. policy.Horizons.Spans.Select((span, i) => new MarkoutQueue(i + 1, span))];
    }

    /// <summary>Instrument of the fills.</summary>
    public InstrumentId Instrument { get; }

    /// <summary>Asset of all sums.</summary>
    public string Settle { get; }

    /// <summary>Horizons and sizes.</summary>
    public MarkoutPolicy Policy { get; }

    /// <summary>How many of the newest fills are kept with their markouts, voided ones included.</summary>
    public int RecentCount { get; }

    /// <summary>Sums by portfolio; one without fills is absent. To be read, not changed.</summary>
    public IReadOnlyDictionary<string, MarkoutTable> Tables => tables;

    /// <summary>Fills with a mid still to come.</summary>
    public int PendingCount { get; private set; }

    /// <summary>Earliest venue time of a fill with a mid still to come, <see langword="null"/> without one. Looks at every pending fill.</summary>
    public Instant? EarliestPending => fills.Values.Where(fill => fill.IsPending).Min(fill => (Instant?)fill.Fill.VenueTime);

    /// <summary>Everything kept by fill, oldest first.</summary>
    internal IEnumerable<TrackedFill> Kept => fills.Values.Order(TrackedFill.Order);

    /// <summary>Starts to follow a fill.</summary>
    /// <exception cref="ArgumentException">Its number is that of another fill kept.</exception>
    public void Add(MarkoutFill fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var tracked = new TrackedFill(fill, Policy.Horizons.Count);
        Keep(tracked);
        TableOf(fill.Portfolio).Count(Instrument.Exchange, tracked);
    }

    /// <summary>Applies a journaled mid of one horizon.</summary>
    /// <returns>Whether it changed anything; <see langword="false"/> for a fill not waiting for it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such horizon, or the mid is not positive.</exception>
    public bool Final(long number, int horizon, decimal? mid)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(horizon);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(horizon, Policy.Horizons.Count);
        return Finish(number, horizon + 1, mid);
    }

    /// <summary>Applies the journaled mid at the fill itself; until then the fill stays pending.</summary>
    /// <returns>Whether it changed anything; <see langword="false"/> for a fill not waiting for it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mid is not positive.</exception>
    public bool SpreadMid(long number, decimal? mid) => Finish(number, TrackedFill.AtFill, mid);

    /// <summary>Takes out a fill that is pending or among the newest.</summary>
    /// <returns>Whether it was one of those, voided by now or before; if not, only a rebuild from the journal takes it out of the sums.</returns>
    public bool Void(long number)
    {
        if (!fills.TryGetValue(number, out var fill))
        {
            return false;
        }

        if (fill.IsVoid)
        {
            return true;
        }

        PendingCount -= fill.IsPending ? 1 : 0;
        fill.IsVoid = true;
        Uncount(fill);
        foreach (var queue in queues)
        {
            queue.Drop(fill);
        }

        ForgetUnlessKept(fill);
        return true;
    }

    /// <summary>What has become final, by horizon and then venue time; nothing is applied, so asking twice answers twice.</summary>
    /// <param name="confirmedTo">
    /// Event time reached. A mid counts at its own time and another one of that time may follow, so a horizon is final only
    /// when this is later than venue time plus horizon.
    /// </param>
    /// <param name="midAt">Last mid at or before a time, and whether that is known by now; what is not stays pending.</param>
    /// <param name="limit">Most to answer.</param>
    public IReadOnlyList<DueMarkout> Due(Instant confirmedTo, Func<Instant, (decimal? Mid, bool IsKnown)> midAt, int limit = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(midAt);
        var due = new List<DueMarkout>();
        foreach (var queue in queues)
        {
            queue.Collect(confirmedTo, midAt, limit, due);
        }

        return due;
    }

    /// <summary>Newest fills of a portfolio with their markouts, newest first by venue time, then number; at most <paramref name="count"/>.</summary>
    public IReadOnlyList<FillMarkouts> Recent(string portfolio, int count) =>
        [.. Enumerable.Reverse(recent).Where(fill => !fill.IsVoid && fill.Fill.Portfolio == portfolio).Take(count).Select(fill => fill.ToMarkouts())];

    /// <summary>Compact JSON of everything, equal for equal content; <see cref="Parse"/> reads it.</summary>
    public byte[] ToJson() => MarkoutJson.Write(json => MarkoutJson.Write(json, this));

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static MarkoutTracker Parse(ReadOnlyMemory<byte> json) => MarkoutJson.Read(json, MarkoutJson.ReadTracker);

    /// <summary>Hexadecimal digest of sums, pending and newest fills, equal for equal content in whatever order it came.</summary>
    public string StateHash() => MarkoutTable.Hash(ToJson());

    /// <summary>Takes over a table that was saved.</summary>
    internal void Restore(string portfolio, MarkoutTable table) => tables.Add(portfolio, table);

    /// <summary>Takes over a fill that was saved, which its table counts already.</summary>
    internal void Restore(TrackedFill fill)
    {
        Keep(fill);
        if (!fill.IsVoid)
        {
            var table = tables.GetValueOrDefault(fill.Fill.Portfolio);
            fill.Cell = table?.FindCell(table.KeyOf(Instrument.Exchange, fill.Fill))
                ?? throw new FormatException($"Fill {fill.Fill.Number} of {fill.Fill.Portfolio} is kept but not among the sums.");
        }
    }

    private void Keep(TrackedFill fill)
    {
        fills.Add(fill.Fill.Number, fill);
        if (fill.IsPending)
        {
            PendingCount++;
            for (var i = 0; i < queues.Length; i++)
            {
                if (!fill.IsFinal(i + 1))
                {
                    queues[i].Add(fill);
                }
            }
        }

        AddRecent(fill);
    }

    private void AddRecent(TrackedFill fill)
    {
        var place = recent.Count;
        if (place > 0 && TrackedFill.Order.Compare(recent[^1], fill) > 0)
        {
            place = ~recent.BinarySearch(fill, TrackedFill.Order);
        }

        fill.IsRecent = true;
        recent.Insert(place, fill);
        if (recent.Count > RecentCount)
        {
            var oldest = recent[0];
            recent.RemoveAt(0);
            oldest.IsRecent = false;
            ForgetUnlessKept(oldest);
        }
    }

    private bool Finish(long number, int time, decimal? mid)
    {
        if (mid is { } price)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price, nameof(mid));
        }

        if (!fills.TryGetValue(number, out var fill) || fill.IsVoid || fill.IsFinal(time))
        {
            return false;
        }

        fill.Cell!.Finish(fill, time, mid);
        if (time != TrackedFill.AtFill)
        {
            queues[time - 1].Drop(fill);
        }

        if (!fill.IsPending)
        {
            PendingCount--;
            ForgetUnlessKept(fill);
        }

        return true;
    }

    private void Uncount(TrackedFill fill)
    {
        var table = tables[fill.Fill.Portfolio];
        table.Uncount(fill);
        if (table.IsEmpty)
        {
            tables.Remove(fill.Fill.Portfolio);
        }
    }

    private void ForgetUnlessKept(TrackedFill fill)
    {
        if (!fill.IsRecent && !fill.IsPending)
        {
            fills.Remove(fill.Fill.Number);
        }
    }

    private MarkoutTable TableOf(string portfolio) =>
        tables.TryGetValue(portfolio, out var table) ? table : tables[portfolio] = new(Settle, Policy);
}
