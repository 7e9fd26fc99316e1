namespace Ballast.Domain.Pnl;

/// <summary>Fills that wait for one horizon, by venue time.</summary>
/// <remarks>Most arrive in order and go through a queue; late ones are kept apart, so that one of them does not move all that wait.</remarks>
/// <param name="time">The horizon as a time of <see cref="TrackedFill"/>.</param>
/// <param name="span">The horizon.</param>
internal sealed class MarkoutQueue(int time, TimeSpan span)
{
    private readonly Queue<TrackedFill> inOrder = new();
    private readonly SortedSet<TrackedFill> late = new(TrackedFill.Order);
    private TrackedFill? newest;

    internal void Add(TrackedFill fill)
    {
        if (newest is null || inOrder.Count == 0 || TrackedFill.Order.Compare(newest, fill) < 0)
        {
            inOrder.Enqueue(fill);
            newest = fill;
        }
        else
        {
            fill.MarkLate(time);
            late.Add(fill);
        }
    }

    /// <summary>Forgets a fill whose horizon became final or that was voided; one in the middle goes when it comes to the front.</summary>
    internal void Drop(TrackedFill fill)
    {
        if (fill.IsLate(time))
        {
            late.Remove(fill);
        }

        while (inOrder.TryPeek(out var head) && !Waits(head))
        {
            inOrder.Dequeue();
        }
    }

    /// <summary>Adds to <paramref name="due"/> what became final because event time has passed it, oldest first, up to <paramref name="limit"/> in all.</summary>
    internal void Collect(Instant confirmedTo, Func<Instant, (decimal? Mid, bool IsKnown)> midAt, int limit, List<DueMarkout> due)
    {
        var found = Waiting(inOrder, confirmedTo);
        if (late.Count > 0)
        {
            found = found.Concat(Waiting(late, confirmedTo)).Order(TrackedFill.Order);
        }

        foreach (var fill in found)
        {
            if (due.Count >= limit)
            {
                break;
            }

            if (midAt(DueAt(fill)) is (var mid, true))
            {
                due.Add(new(fill.Fill.Number, time - 1, mid));
            }
        }
    }

    private IEnumerable<TrackedFill> Waiting(IEnumerable<TrackedFill> source, Instant confirmedTo) =>
        source.TakeWhile(fill => DueAt(fill) < confirmedTo).Where(Waits);

    private Instant DueAt(TrackedFill fill) => fill.Fill.VenueTime + span;

    private bool Waits(TrackedFill fill) => !fill.IsVoid && !fill.IsFinal(time);
}
