using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>The final mid at one horizon of one fill.</summary>
/// <param name="Number">Journal number of the fill.</param>
/// <param name="Horizon">Index of the horizon, from 0.</param>
/// <param name="Mid">Last mid at or before venue time plus horizon, in quote; <see langword="null"/> when there was none.</param>
/// <param name="At">Venue time plus horizon.</param>
[GenerateSerializer, Immutable, Alias("ballast.due-markout")]
public readonly record struct DueMarkout(
    [property: Id(0)] long Number, [property: Id(1)] int Horizon, [property: Id(2)] decimal? Mid, [property: Id(3)] Instant At);

/// <summary>Markouts of all fills of one instrument: fills waiting for mids, sums by portfolio, and the newest fills individually.</summary>
/// <remarks>
/// A mid is journaled before it is applied here: <see cref="Due"/> lists horizons whose mid is final, and <see cref="ApplyMid"/> applies one,
/// also in a rebuild. A fill leaves memory when its own mid and all its horizons are final, except the newest <see cref="RecentCount"/> by
/// venue time. The state does not depend on the order among different fills, and mids for fills that are not waiting are ignored. Not safe
/// for concurrent use.
/// </remarks>
public sealed class MarkoutTracker
{
    /// <summary>Default number of newest fills kept.</summary>
    public const int DefaultRecentCount = 1_000;

    private readonly Dictionary<long, TrackedFill> _fills = [];
    private readonly SortedDictionary<string, MarkoutTable> _tables = new(StringComparer.Ordinal);
    private readonly List<TrackedFill> _recent = [];

    // Those before it are no longer among the newest. They are removed together, because each removal moves all others.
    private int _firstRecent;

    private readonly MarkoutQueue[] _queues;

    /// <summary>Creates a tracker without fills.</summary>
    /// <param name="instrument">Instrument of the fills; its exchange is their venue.</param>
    /// <param name="settle">Asset in which its profit is paid.</param>
    /// <param name="policy">Horizons and sizes.</param>
    /// <param name="recentCount">Number of newest fills to keep; 0 for none.</param>
    public MarkoutTracker(InstrumentId instrument, string settle, MarkoutPolicy policy, int recentCount = DefaultRecentCount)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegative(recentCount);
        Instrument = instrument;
        Settle = settle;
        Policy = policy;
        RecentCount = recentCount;
        _queues = [.. policy.Horizons.Spans.Select((span, i) => new MarkoutQueue(i + 1, span))];
    }

    /// <summary>Instrument of the fills.</summary>
    public InstrumentId Instrument { get; }

    /// <summary>Asset of all sums.</summary>
    public string Settle { get; }

    /// <summary>Horizons and sizes.</summary>
    public MarkoutPolicy Policy { get; }

    /// <summary>Number of newest fills kept with their markouts, voided ones included.</summary>
    public int RecentCount { get; }

    /// <summary>Sums by portfolio, without portfolios that have no fills. Callers must not change the tables.</summary>
    public IReadOnlyDictionary<string, MarkoutTable> Tables => _tables;

    /// <summary>Number of fills with a pending mid.</summary>
    public int PendingCount { get; private set; }

    /// <summary>
    /// Earliest venue time of a fill with a pending mid; <see langword="null"/> without one. It takes time proportional to the number of
    /// fills.
    /// </summary>
    public Instant? EarliestPending => _fills.Values.Where(fill => fill.IsPending).Min(fill => (Instant?)fill.Fill.VenueTime);

    /// <summary>Fills kept individually, oldest first.</summary>
    internal IEnumerable<TrackedFill> Kept => _fills.Values.Order(TrackedFill.Order);

    /// <summary>Adds a fill.</summary>
    /// <exception cref="ArgumentException">Another kept fill has the same number.</exception>
    public void Add(MarkoutFill fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var tracked = new TrackedFill(fill, Policy.Horizons.Count);
        Keep(tracked);
        TableOf(fill.Portfolio).Add(Instrument.Exchange, tracked);
    }

    /// <summary>Applies the journaled mid at one horizon.</summary>
    /// <returns><see langword="false"/> when the fill is not waiting for it and nothing changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such horizon, or the mid is not positive.</exception>
    public bool ApplyMid(long number, int horizon, FinalMid mid)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(horizon);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(horizon, Policy.Horizons.Count);
        return Finish(number, horizon + 1, mid);
    }

    /// <summary>Applies the journaled mid at the fill itself.</summary>
    /// <returns><see langword="false"/> when the fill is not waiting for it and nothing changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mid is not positive.</exception>
    public bool ApplyMidAtFill(long number, decimal? mid) => Finish(number, TrackedFill.AtFill, new(mid));

    /// <summary>Removes a fill that is pending or among the newest from all sums.</summary>
    /// <returns><see langword="false"/> when the fill is not kept individually: its sums can then only be corrected by a rebuild from the journal.</returns>
    public bool Void(long number)
    {
        if (!_fills.TryGetValue(number, out var fill))
        {
            return false;
        }

        if (fill.IsVoid)
        {
            return true;
        }

        PendingCount -= fill.IsPending ? 1 : 0;
        fill.IsVoid = true;
        RemoveFromTable(fill);
        foreach (var queue in _queues)
        {
            queue.Drop(fill);
        }

        ForgetUnlessKept(fill);
        return true;
    }

    /// <summary>Lists horizons whose mid is final, by horizon and then venue time. It applies nothing, so a second call gives the same.</summary>
    /// <param name="confirmedTo">
    /// Event time reached. Another mid with the same time may still follow, so a horizon is final only when this is later than venue time
    /// plus horizon.
    /// </param>
    /// <param name="midAt">Gives the last mid at or before a time, and whether it is known; if not, the horizon stays pending.</param>
    /// <param name="limit">Maximum number of results.</param>
    public IReadOnlyList<DueMarkout> Due(Instant confirmedTo, Func<Instant, (decimal? Mid, bool IsKnown)> midAt, int limit = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(midAt);
        var due = new List<DueMarkout>();
        foreach (var queue in _queues)
        {
            queue.Collect(confirmedTo, midAt, limit, due);
        }

        return due;
    }

    /// <summary>Newest fills of a portfolio with their markouts, newest first by venue time, then number; at most <paramref name="count"/>.</summary>
    public IReadOnlyList<FillMarkouts> Recent(string portfolio, int count) =>
    [
        .. _recent.Skip(_firstRecent).Reverse()
            .Where(fill => !fill.IsVoid && fill.Fill.Portfolio == portfolio).Take(count).Select(fill => fill.ToMarkouts()),
    ];

    /// <summary>Horizons of a fill whose mids are final, with their index from 0; none for a fill that is not kept individually or was voided.</summary>
    public IEnumerable<(int Horizon, FinalMid Mid)> FinalMids(long number) =>
        _fills.TryGetValue(number, out var fill) && !fill.IsVoid
            ? Enumerable.Range(0, Policy.Horizons.Count).Where(horizon => fill.IsFinal(horizon + 1)).Select(horizon => (horizon, fill.MidAt(horizon + 1)!.Value))
            : [];

    /// <summary>Compact JSON of the whole state, equal for equal content, which <see cref="Parse"/> reads.</summary>
    public byte[] ToJson() => MarkoutJson.Write(json => MarkoutJson.Write(json, this));

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The JSON does not hold a tracker.</exception>
    public static MarkoutTracker Parse(ReadOnlyMemory<byte> json) => MarkoutJson.Read(json, MarkoutTrackerReader.Read);

    /// <summary>Hexadecimal digest of sums, pending and newest fills, equal for equal content whatever the order of additions.</summary>
    public string StateHash() => MarkoutTable.Hash(ToJson());

    /// <summary>Restores a saved table.</summary>
    internal void Restore(string portfolio, MarkoutTable table) => _tables.Add(portfolio, table);

    /// <summary>Restores a saved fill, which its table already counts.</summary>
    internal void Restore(TrackedFill fill)
    {
        Keep(fill);
        if (!fill.IsVoid)
        {
            var table = _tables.GetValueOrDefault(fill.Fill.Portfolio);
            fill.Cell = table?.FindCell(table.KeyOf(Instrument.Exchange, fill.Fill))
                ?? throw new FormatException($"Fill {fill.Fill.Number} of {fill.Fill.Portfolio} is kept but not among the sums.");
        }
    }

    private void Keep(TrackedFill fill)
    {
        _fills.Add(fill.Fill.Number, fill);
        if (fill.IsPending)
        {
            PendingCount++;
            for (var i = 0; i < _queues.Length; i++)
            {
                if (!fill.IsFinal(i + 1))
                {
                    _queues[i].Add(fill);
                }
            }
        }

        AddRecent(fill);
    }

    private void AddRecent(TrackedFill fill)
    {
        var place = _recent.Count;
        if (place > _firstRecent && TrackedFill.Order.Compare(_recent[^1], fill) > 0)
        {
            place = ~_recent.BinarySearch(_firstRecent, place - _firstRecent, fill, TrackedFill.Order);
        }

        fill.IsRecent = true;
        _recent.Insert(place, fill);
        if (_recent.Count - _firstRecent > RecentCount)
        {
            var oldest = _recent[_firstRecent++];
            oldest.IsRecent = false;
            ForgetUnlessKept(oldest);
        }

        if (_firstRecent > RecentCount)
        {
            _recent.RemoveRange(0, _firstRecent);
            _firstRecent = 0;
        }
    }

    private bool Finish(long number, int time, FinalMid mid)
    {
        if (mid.Mid is { } price)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price, nameof(mid));
        }

        if (!_fills.TryGetValue(number, out var fill) || fill.IsVoid || fill.IsFinal(time))
        {
            return false;
        }

        fill.Cell!.SetMid(fill, time, mid);
        if (time != TrackedFill.AtFill)
        {
            _queues[time - 1].Drop(fill);
        }

        if (!fill.IsPending)
        {
            PendingCount--;
            ForgetUnlessKept(fill);
        }

        return true;
    }

    private void RemoveFromTable(TrackedFill fill)
    {
        var table = _tables[fill.Fill.Portfolio];
        table.Remove(fill);
        if (table.IsEmpty)
        {
            _tables.Remove(fill.Fill.Portfolio);
        }
    }

    private void ForgetUnlessKept(TrackedFill fill)
    {
        if (!fill.IsRecent && !fill.IsPending)
        {
            _fills.Remove(fill.Fill.Number);
        }
    }

    private MarkoutTable TableOf(string portfolio) =>
        _tables.TryGetValue(portfolio, out var table) ? table : _tables[portfolio] = new(Settle, Policy);
}
