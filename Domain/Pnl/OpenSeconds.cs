using System.Collections;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl;

/// <summary>Seconds that some members of a portfolio have closed and others have not.</summary>
/// <remarks>
/// A second closes when every member has closed it, or a later one without it: that member is then missing there. A member that
/// never closed any held nothing before its first. Per second it keeps sums, and single members only at the times asked for.
/// Not safe for concurrent use.
/// </remarks>
/// <param name="keepMembers">Times at which the value of every single member is wanted.</param>
/// <param name="keepHoldings">Times at which it is wanted what every single member held; <see langword="null"/> for none.</param>
public sealed class OpenSeconds(Func<Instant, bool> keepMembers, Func<Instant, bool>? keepHoldings = null)
{
    private readonly SortedDictionary<Instant, Second> _open = [];
    private readonly Dictionary<InstrumentId, Member> _members = [];
    private int _joined;

    /// <summary>Newest second closed; the default before the first.</summary>
    public Instant ClosedTo { get; private set; }

    /// <summary>Seconds some member has closed and the portfolio has not.</summary>
    public int Count => _open.Count;

    /// <summary>Oldest of them; <see langword="null"/> when there are none.</summary>
    public Instant? Oldest => _open.Count == 0 ? null : _open.First().Key;

    /// <summary>Times among them at which single members are kept.</summary>
    public IEnumerable<Instant> Kept => _open.Where(second => second.Value.Members is not null).Select(second => second.Key);

    /// <summary>Members that ever closed a second.</summary>
    public IEnumerable<InstrumentId> EverClosed => _members.Where(member => member.Value.HasClosed).Select(member => member.Key);

    /// <summary>Everything up to <paramref name="closedTo"/> is closed, and not again after a restart.</summary>
    public void Close(Instant closedTo)
    {
        ClosedTo = Instant.Max(ClosedTo, closedTo);
        foreach (var old in _open.Keys.TakeWhile(at => at <= ClosedTo).ToArray())
        {
            _open.Remove(old);
        }
    }

    /// <summary>From now on seconds wait for this member.</summary>
    /// <param name="member">Which; nothing changes when it is known.</param>
    /// <param name="hasClosed">Whether it closed seconds before, in another activation of the portfolio.</param>
    public void Join(InstrumentId member, bool hasClosed)
    {
        if (_members.TryAdd(member, new(_joined)))
        {
            _joined++;
            _members[member].HasClosed = hasClosed;
        }
    }

    /// <summary>Seconds no longer wait for a member that turned out to hold nothing; one that ever closed a second stays.</summary>
    public void Leave(InstrumentId member)
    {
        if (_members.TryGetValue(member, out var known) && !known.HasClosed)
        {
            _members.Remove(member);
        }
    }

    /// <summary>A member closed a second; one that is closed or was taken already is ignored.</summary>
    /// <param name="value">What the member was worth.</param>
    /// <param name="at">The second.</param>
    /// <param name="holding">What it held; <see langword="null"/> when that is not known.</param>
    public void Take(DayMember value, Instant at, ClosedHolding? holding = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        Join(value.Instrument, hasClosed: false);
        var member = _members[value.Instrument];
        if (at <= member.Through)
        {
            return;
        }

        member.From ??= member.HasClosed ? default : at;
        (member.Through, member.HasClosed) = (at, true);
        if (at <= ClosedTo)
        {
            return;
        }

        if (!_open.TryGetValue(at, out var second))
        {
            second = _open[at] = new() { Members = keepMembers(at) ? [] : null, Holdings = keepHoldings?.Invoke(at) == true ? [] : null };
        }

        second.Taken.Length = Math.Max(second.Taken.Length, member.Index + 1);
        second.Taken[member.Index] = true;
        second.Members?.Add(value);
        second.Holdings?.Add(holding ?? new(value.Instrument, value.Asset, null, null, value.Mark));
        second.Settled[value.Asset] = (second.Settled.GetValueOrDefault(value.Asset) ?? SettledProfit.None(value.Asset))
            .Add(value.Instrument.ToString(), value.Value);
    }

    /// <summary>The oldest open second, if it may close; <see langword="null"/> otherwise. It stays open until <see cref="Close"/>.</summary>
    /// <param name="waitNoLonger">Seconds up to here close without those who are behind.</param>
    /// <param name="allClosedTo">Up to here every member has closed what it has: one that never closed a second held nothing there.</param>
    public ClosedSecond? Next(Instant waitNoLonger = default, Instant allClosedTo = default)
    {
        if (_open.Count == 0)
        {
            return null;
        }

        var (at, second) = _open.First();
        if (at > waitNoLonger && at > allClosedTo && _members.Values.Any(member => member.Through < at))
        {
            return null;
        }

        var missing = _members
            .Where(member => (member.Value.Index >= second.Taken.Length || !second.Taken[member.Value.Index]) && IsDue(member.Value, at, allClosedTo))
            .Select(member => member.Key).Order().ToArray();
        return new()
        {
            At = at,
            Settled = [.. second.Settled.Values],
            Missing = missing,
            Members = second.Members is null ? null : [.. second.Members.OrderBy(member => member.Instrument)],
            Holdings = second.Holdings is null ? null : [.. second.Holdings.OrderBy(holding => holding.Instrument)],
        };
    }

    /// <summary>Whether a member that did not close a second should have: not before its first ever.</summary>
    private static bool IsDue(Member member, Instant at, Instant allClosedTo) =>
        member.From is { } first ? at >= first : member.HasClosed || at > allClosedTo;

    private sealed class Member(int index)
    {
        internal int Index { get; } = index;

        internal Instant Through { get; set; }

        internal Instant? From { get; set; }

        internal bool HasClosed { get; set; }
    }

    private sealed class Second
    {
        internal BitArray Taken { get; } = new(0);

        internal SortedDictionary<string, SettledProfit> Settled { get; } = new(StringComparer.Ordinal);

        internal required List<DayMember>? Members { get; init; }

        internal required List<ClosedHolding>? Holdings { get; init; }
    }
}

/// <summary>What the members of a portfolio were worth at a second.</summary>
public sealed record ClosedSecond
{
    /// <summary>The whole second.</summary>
    public required Instant At { get; init; }

    /// <summary>Sums by settle asset over the members that closed it.</summary>
    public required IReadOnlyList<SettledProfit> Settled { get; init; }

    /// <summary>Members that did not, in order.</summary>
    public required IReadOnlyList<InstrumentId> Missing { get; init; }

    /// <summary>Members that did, in order; <see langword="null"/> unless they were asked for.</summary>
    public required IReadOnlyList<DayMember>? Members { get; init; }

    /// <summary>What those that did held, in order; <see langword="null"/> unless it was asked for.</summary>
    public IReadOnlyList<ClosedHolding>? Holdings { get; init; }
}
