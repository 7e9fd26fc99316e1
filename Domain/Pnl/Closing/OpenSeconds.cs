using System.Collections;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Pnl.Closing;

/// <summary>Seconds that some members of a portfolio have closed and others have not.</summary>
/// <remarks>
/// A second closes when every member has closed it. A member that skipped the second and closed a later one is missing in it, unless the later one
/// is its first ever, because then it held nothing before. Sums are kept for each second, values of single members only at the times asked for.
/// Not safe for concurrent use.
/// </remarks>
/// <param name="keepMembers">Times at which the value of every single member is kept.</param>
/// <param name="keepHoldings">Times at which the holding of every single member is kept; <see langword="null"/> for none.</param>
public sealed class OpenSeconds(Func<Instant, bool> keepMembers, Func<Instant, bool>? keepHoldings = null)
{
    private readonly SortedDictionary<Instant, Second> _open = [];
    private readonly Dictionary<InstrumentId, Member> _members = [];
    private int _joined;

    /// <summary>Newest second closed; the default before the first.</summary>
    public Instant ClosedTo { get; private set; }

    /// <summary>Open seconds for which values of single members are kept.</summary>
    public IEnumerable<Instant> Kept => _open.Where(second => second.Value.Members is not null).Select(second => second.Key);

    /// <summary>All members.</summary>
    public IEnumerable<InstrumentId> Members => _members.Keys;

    /// <summary>Newest second that a member has closed; <see langword="null"/> when it has never closed one.</summary>
    public Instant? ClosedBy(InstrumentId member) =>
        _members.TryGetValue(member, out var known) && known.HasClosed ? Instant.Max(known.Source.Through, ClosedTo) : null;

    /// <summary>Marks every second up to <paramref name="closedTo"/> as closed, which must already be stored.</summary>
    public void Close(Instant closedTo)
    {
        ClosedTo = Instant.Max(ClosedTo, closedTo);
        foreach (var old in _open.Keys.TakeWhile(at => at <= ClosedTo).ToArray())
        {
            _open.Remove(old);
        }
    }

    /// <summary>Adds a member, for which seconds wait from now on.</summary>
    /// <param name="member">The member; nothing changes when it is known already.</param>
    /// <param name="hasClosed">Whether it closed seconds in an earlier activation of the portfolio.</param>
    public void Join(InstrumentId member, bool hasClosed)
    {
        if (_members.TryAdd(member, new(_joined)))
        {
            _joined++;
            _members[member].Source.From = hasClosed ? default(Instant) : null;
        }
    }

    /// <summary>Removes a member that holds nothing. One that has ever closed a second stays.</summary>
    public void Leave(InstrumentId member)
    {
        if (_members.TryGetValue(member, out var known) && !known.HasClosed)
        {
            _members.Remove(member);
        }
    }

    /// <summary>Adds a second that a member has closed. It is ignored when it is closed already, or this member has closed it before.</summary>
    /// <param name="value">Profit of the member.</param>
    /// <param name="at">The second.</param>
    /// <param name="holding">Position of the member; <see langword="null"/> when it is not known.</param>
    public void Add(DayMember value, Instant at, ClosedHolding? holding = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        Join(value.Instrument, hasClosed: false);
        var member = _members[value.Instrument];
        if (!member.Source.Advance(at))
        {
            return;
        }

        member.Source.From ??= at;
        if (at <= ClosedTo)
        {
            return;
        }

        if (!_open.TryGetValue(at, out var second))
        {
            second = _open[at] = new() { Members = keepMembers(at) ? [] : null, Holdings = keepHoldings?.Invoke(at) == true ? [] : null };
        }

        second.Add(member.Index, value, holding);
    }

    /// <summary>The oldest open second if it may close; <see langword="null"/> otherwise. It stays open until <see cref="Close"/>.</summary>
    /// <param name="limits">Limits of waiting. Up to the complete time, a member that has never closed a second held nothing.</param>
    public ClosedSecond? Next(JoinLimits limits = default)
    {
        if (_open.Count == 0)
        {
            return null;
        }

        var (at, second) = _open.First();
        if (!limits.MayClose(at, _members.Values.Select(member => member.Source)))
        {
            return null;
        }

        var missing = _members
            .Where(member => !second.IsClosedBy(member.Value.Index) && (member.Value.HasClosed ? member.Value.Source.IsDue(at) : at > limits.CompleteTo))
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

    private sealed class Member(int index)
    {
        /// <summary>Index of the member's bit in <see cref="Second"/>.</summary>
        internal int Index { get; } = index;

        internal JoinSource Source { get; } = new();

        internal bool HasClosed => Source.From is not null;
    }

    private sealed class Second
    {
        private readonly BitArray _closed = new(0);

        internal SortedDictionary<string, SettledProfit> Settled { get; } = new(StringComparer.Ordinal);

        internal required List<DayMember>? Members { get; init; }

        internal required List<ClosedHolding>? Holdings { get; init; }

        internal bool IsClosedBy(int member) => member < _closed.Length && _closed[member];

        internal void Add(int member, DayMember value, ClosedHolding? holding)
        {
            _closed.Length = Math.Max(_closed.Length, member + 1);
            _closed[member] = true;
            Members?.Add(value);
            Holdings?.Add(holding ?? new(value.Instrument, value.Asset, null, null, value.Mark));
            Settled[value.Asset] = (Settled.GetValueOrDefault(value.Asset) ?? SettledProfit.None(value.Asset))
                .Add(value.Instrument.ToString(), value.Value);
        }
    }
}
