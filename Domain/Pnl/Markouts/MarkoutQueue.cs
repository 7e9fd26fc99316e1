namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Fills waiting for one horizon, ordered by venue time.</summary>
/// <remarks>Most fills arrive in order and go through a queue; late ones are kept in a sorted set, so that none of them moves the whole queue.</remarks>
/// <param name="time">Time index of the horizon in <see cref="TrackedFill"/>.</param>
/// <param name="span">Length of the horizon.</param>
internal sealed class MarkoutQueue(int time, TimeSpan span)
{
    private readonly Queue<TrackedFill> _inOrder = new();
    private readonly SortedSet<TrackedFill> _late = new(TrackedFill.Order);
    private TrackedFill? _newest;

    internal void Add(TrackedFill fill)
    {
        if (_newest is null || _inOrder.Count == 0 || TrackedFill.Order.Compare(_newest, fill) < 0)
        {
            _inOrder.Enqueue(fill);
            _newest = fill;
        }
        else
        {
            fill.MarkLate(time);
            _late.Add(fill);
        }
    }

    /// <summary>Removes a fill whose horizon is final or that was voided. One inside the queue is removed when it reaches the front.</summary>
    internal void Drop(TrackedFill fill)
    {
        if (fill.IsLate(time))
        {
            _late.Remove(fill);
        }

        while (_inOrder.TryPeek(out var head) && !Waits(head))
        {
            _inOrder.Dequeue();
        }
    }

    /// <summary>
    /// Appends to <paramref name="due"/> the horizons that event time has passed, oldest first, until it holds <paramref name="limit"/>
    /// entries.
    /// </summary>
    internal void Collect(Instant confirmedTo, Func<Instant, (decimal? Mid, bool IsKnown)> midAt, int limit, List<DueMarkout> due)
    {
        var found = Waiting(_inOrder, confirmedTo);
        if (_late.Count > 0)
        {
            found = found.Concat(Waiting(_late, confirmedTo)).Order(TrackedFill.Order);
        }

        foreach (var fill in found)
        {
            if (due.Count >= limit)
            {
                break;
            }

            if (midAt(DueAt(fill)) is (var mid, true))
            {
                due.Add(new(fill.Fill.Number, time - 1, mid, DueAt(fill)));
            }
        }
    }

    private IEnumerable<TrackedFill> Waiting(IEnumerable<TrackedFill> source, Instant confirmedTo) =>
        source.TakeWhile(fill => DueAt(fill) < confirmedTo).Where(Waits);

    private Instant DueAt(TrackedFill fill) => fill.Fill.VenueTime + span;

    private bool Waits(TrackedFill fill) => !fill.IsVoid && !fill.IsFinal(time);
}
