using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Keeps which members have to be valued again at the ends of closed days, one check for each, and runs the checks.</summary>
/// <remarks>
/// A check is due after late events, after a new activation of an inventory, and for every day that was stored with a member whose mark or rate was not known:
/// such a day is restated when they become known. Used on the grain's scheduler only.
/// </remarks>
/// <param name="store">Keeps the checks over restarts.</param>
/// <param name="open">Seconds that have not closed yet.</param>
/// <param name="restating">Values members again.</param>
/// <param name="clock">Says whether a day has ended.</param>
/// <param name="failed">Gets what went wrong; the check is run again later.</param>
internal sealed class DayChecks(ClosingStore store, OpenSeconds open, DayRestating restating, MarketClock clock, Action<Exception> failed)
{
    /// <summary>A portfolio whose seconds have come this near to the end of a day will soon store the day.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(10);

    private readonly Dictionary<InstrumentId, Task> _checking = [];

    private PortfolioClosingState State => store.State;

    /// <summary>End of a day that is over and not stored yet; <see langword="null"/> when there is none. A member that began after it never closes it.</summary>
    private Instant? Ending
    {
        get
        {
            var next = State.Days.NextClose;
            var isOver = next != default && next <= clock.Now && open.ClosedTo >= next - Near && open.ClosedTo < next;
            return open.Kept.Select(at => (Instant?)at).LastOrDefault() ?? (isOver ? next : null);
        }
    }

    /// <summary>Takes over the checks of an earlier version.</summary>
    internal void Resume()
    {
        foreach (var member in State.Checks.GroupBy(check => check.Instrument))
        {
            Add(member.Key, member.Select(check => new LateEvent(check.From, check.Cause)), []);
        }

        State.Checks.Clear();
    }

    /// <summary>Adds the checks that a push requires.</summary>
    /// <param name="push">The push; its epoch is compared with that of the member before it.</param>
    /// <param name="closed">Closed values of the push that count.</param>
    /// <returns>Whether there are any, which must then be stored.</returns>
    internal bool Add(PositionPush push, IReadOnlyList<ClosedValue> closed)
    {
        var member = push.Instrument;
        var isActivatedAnew = store.Member(member).Epoch is > 0 and var epoch && push.Epoch > epoch;
        if (push.Late.Length == 0 && !isActivatedAnew && !HasStoredEnd(closed))
        {
            return false;
        }

        List<LateEvent> causes = [.. push.Late];
        if (isActivatedAnew)
        {
            causes.Add(new(Instant.Max(open.ClosedTo, State.LastDay) - DayRestating.RecheckedAfterActivation, $"found on reactivation of {member}"));
        }

        // A day that is not over yet will include the late events anyway.
        var newest = Instant.Max(State.LastDay, Ending ?? default);
        causes.RemoveAll(cause => cause.VenueTime > newest);

        // The day is stored already, without this value.
        PastPoint[] ends = [.. closed
            .Where(IsStoredEnd)
            .Select(value => new PastPoint(value.At, value.Mark, value.Mid))];
        if (causes.Count + ends.Length == 0)
        {
            return false;
        }

        Add(member, causes, ends);
        return true;
    }

    /// <summary>Adds a check for each member that has no total in a day that was stored now for want of a mark or rate.</summary>
    internal void Add(DayClose day)
    {
        foreach (var member in day.Unpriced())
        {
            Add(member, [], [new(day.At, null, null)]);
            store.MarkChanged();
        }
    }

    /// <summary>Starts the checks that are due. They are not awaited, so that neither seconds nor other members wait for a member that reads its journal.</summary>
    internal void Start()
    {
        // A day that is over is checked after the portfolio has stored it.
        var ending = Ending;
        foreach (var (member, check) in State.Due.Where(due => !(due.Value.From <= ending) && !_checking.ContainsKey(due.Key)).ToArray())
        {
            var checking = Check(member, check);
            if (!checking.IsCompleted)
            {
                _checking[member] = checking;
            }
        }
    }

    /// <summary>Completes when the checks that are under way have ended.</summary>
    internal Task WhenEnded() => Task.WhenAll(_checking.Values.ToArray());

    private bool HasStoredEnd(IReadOnlyList<ClosedValue> closed)
    {
        for (var i = 0; i < closed.Count; i++)
        {
            if (IsStoredEnd(closed[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a value is of the end of a day that is stored.</summary>
    private bool IsStoredEnd(ClosedValue value) => value.At <= open.ClosedTo && State.Days.IsBoundary(value.At);

    private void Add(InstrumentId member, IEnumerable<LateEvent> causes, IEnumerable<PastPoint> ends) =>
        State.Due[member] = MemberCheck.Join(State.Due.GetValueOrDefault(member), causes, ends);

    private async Task Check(InstrumentId member, MemberCheck check)
    {
        try
        {
            var rest = await restating.Check(member, check, store.Member(member).Asset ?? "", Instant.Max(open.ClosedTo, State.LastDay));

            // Causes that were added meanwhile make another check of all.
            if (!ReferenceEquals(rest, check) && ReferenceEquals(State.Due.GetValueOrDefault(member), check))
            {
                if (rest is null)
                {
                    State.Due.Remove(member);
                }
                else
                {
                    State.Due[member] = rest;
                }

                await store.Write();
            }
        }
        catch (Exception e)
        {
            // Logged, and tried again in a second.
            failed(e);
        }
        finally
        {
            _checking.Remove(member);
        }
    }
}
