using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Grains.Portfolios.Tree;

/// <summary>Positions of all portfolios below one, as its children sent them: the newest of each holder and instrument, and what is missing.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
/// <param name="portfolio">The portfolio above. Children may still send positions of it, from when it was below them; those are left out.</param>
internal sealed class SubtreePositions(string portfolio)
{
    private readonly SortedDictionary<string, Branch> _branches = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is below.</summary>
    internal bool IsEmpty => _branches.Count == 0;

    /// <summary>Sets the direct children. Positions that came through other portfolios are removed.</summary>
    /// <returns>Whether the children changed.</returns>
    internal bool SetChildren(IEnumerable<string> children)
    {
        var wanted = children.ToHashSet(StringComparer.Ordinal);
        var gone = _branches.Keys.Where(child => !wanted.Contains(child)).ToArray();
        Array.ForEach(gone, child => _branches.Remove(child));
        wanted.ExceptWith(_branches.Keys);
        foreach (var child in wanted)
        {
            _branches[child] = new();
        }

        return gone.Length > 0 || wanted.Count > 0;
    }

    /// <summary>Applies a push of a child.</summary>
    /// <param name="push">Ignored when it is older than what the child sent before.</param>
    /// <param name="receivedAt">Timestamp at which it was received.</param>
    /// <param name="changed">Gets holder and instrument of every position that is new or gone.</param>
    internal PushOutcome Apply(PortfolioPush push, long receivedAt, ICollection<(string Holder, InstrumentId Instrument)> changed)
    {
        if (!_branches.TryGetValue(push.Portfolio, out var branch))
        {
            return PushOutcome.Refused;
        }

        var before = branch.Push;
        var isSameActivation = before is not null && before.Activation == push.Activation;
        if (!isSameActivation && !push.IsWhole)
        {
            return PushOutcome.Refused;
        }

        branch.ReceivedAt = receivedAt;
        if (isSameActivation && push.Sequence <= before!.Sequence)
        {
            return PushOutcome.Unchanged;
        }

        branch.Push = push with { Positions = [], Points = [] };
        branch.Holders = push.Holders.Where(h => h.Portfolio != portfolio).ToDictionary(h => h.Portfolio, h => h.Translation, StringComparer.Ordinal);
        var isChanged = before is null || !before.Missing.SequenceEqual(push.Missing) || !Versions(before).SequenceEqual(Versions(push));
        isChanged |= branch.Drop(push, changed);
        isChanged |= branch.Add(push, changed);
        return isChanged ? PushOutcome.Changed : PushOutcome.Unchanged;
    }

    /// <summary>Children that close points of the risk grid, each with its first point, or <see langword="null"/> when it has none yet. A child that has not answered is included, because it may have closed some.</summary>
    internal Dictionary<string, Instant?> Sources() => _branches.Where(branch => branch.Value.Push?.ClosesPoints ?? true)
        .ToDictionary(branch => branch.Key, branch => branch.Value.Push is { } push ? push.PointsFrom : default(Instant), StringComparer.Ordinal);

    /// <summary>Children that have never answered, or not recently.</summary>
    internal IEnumerable<string> Silent(Func<long, bool> isLongAgo) =>
        _branches.Where(branch => branch.Value.Push is null || isLongAgo(branch.Value.ReceivedAt)).Select(branch => branch.Key);

    /// <summary>What is missing below, in words, with the names of the portfolios on the path to it.</summary>
    internal IEnumerable<string> Missing(Func<long, bool> isLongAgo) =>
        _branches.SelectMany(branch => branch.Value.Push is not { } push || isLongAgo(branch.Value.ReceivedAt)
            ? [$"{branch.Key} has not answered"]
            : push.Missing.Select(missing => $"{branch.Key}: {missing}"));

    /// <summary>The newest position of each holder and instrument, whichever child sent it.</summary>
    internal IReadOnlyCollection<HeldPosition> Positions()
    {
        // After a portfolio moved from one child to another, both send it for a short time.
        var newest = new Dictionary<(string, InstrumentId), HeldPosition>();
        foreach (var (key, position) in _branches.Values.SelectMany(branch => branch.Positions))
        {
            if (!newest.TryGetValue(key, out var known) || IsNewer(position.Push, known.Push))
            {
                newest[key] = position;
            }
        }

        return newest.Values;
    }

    /// <summary>One of <see cref="Positions"/>; <see langword="null"/> when no child sends it any more.</summary>
    internal HeldPosition? Find(string holder, InstrumentId instrument)
    {
        HeldPosition? newest = null;
        foreach (var branch in _branches.Values)
        {
            if (branch.Positions.TryGetValue((holder, instrument), out var position) && (newest is null || IsNewer(position.Push, newest.Push)))
            {
                newest = position;
            }
        }

        return newest;
    }

    /// <summary>Every portfolio below, by name, with the profit that it has converted so far.</summary>
    internal Dictionary<string, FxTranslation> Holders()
    {
        var holders = new Dictionary<string, FxTranslation>(StringComparer.Ordinal);
        foreach (var (holder, translation) in _branches.Values.SelectMany(branch => branch.Holders))
        {
            if (!holders.TryGetValue(holder, out var known) || known.At < translation.At)
            {
                holders[holder] = translation;
            }
        }

        return holders;
    }

    /// <summary>Ledgers in the order of a view, which does not depend on the tree.</summary>
    internal static PositionView[] InOrder(IEnumerable<PositionView> positions) =>
    [
        .. positions.OrderBy(p => p.Instrument)
            .ThenBy(p => p.Portfolio, StringComparer.Ordinal)
            .ThenBy(p => p.Account, StringComparer.Ordinal),
    ];

    private static bool IsNewer(PositionPush push, PositionPush than) => (push.Epoch, push.Version).CompareTo((than.Epoch, than.Version)) > 0;

    private static IEnumerable<(string Portfolio, Instant At)> Versions(PortfolioPush push) => push.Holders.Select(h => (h.Portfolio, h.Translation.At));

    /// <summary>One child with all portfolios below it.</summary>
    private sealed class Branch
    {
        internal Dictionary<(string Holder, InstrumentId Instrument), HeldPosition> Positions { get; } = [];

        internal Dictionary<string, FxTranslation> Holders { get; set; } = [];

        /// <summary>The newest push, without its positions and points; <see langword="null"/> before the first.</summary>
        internal PortfolioPush? Push { get; set; }

        internal long ReceivedAt { get; set; }

        /// <summary>Removes positions of holders that are no longer below, and those that a whole push no longer contains.</summary>
        /// <returns>Whether there were any.</returns>
        internal bool Drop(PortfolioPush push, ICollection<(string Holder, InstrumentId Instrument)> changed)
        {
            if (Positions.Count == 0)
            {
                return false;
            }

            var sent = push.Positions.Select(p => (p.Holder, p.Push.Instrument)).ToHashSet();
            var gone = Positions.Keys.Where(key => !Holders.ContainsKey(key.Holder) || (push.IsWhole && !sent.Contains(key))).ToArray();
            foreach (var key in gone)
            {
                Positions.Remove(key);
                changed.Add(key);
            }

            return gone.Length > 0;
        }

        /// <summary>Adds positions that are newer than the known ones.</summary>
        /// <returns>Whether there were any.</returns>
        internal bool Add(PortfolioPush push, ICollection<(string Holder, InstrumentId Instrument)> changed)
        {
            var isChanged = false;
            foreach (var position in push.Positions.Where(p => Holders.ContainsKey(p.Holder)))
            {
                var key = (position.Holder, position.Push.Instrument);
                if (!Positions.TryGetValue(key, out var known) || IsNewer(position.Push, known.Push))
                {
                    Positions[key] = position;
                    changed.Add(key);
                    isChanged = true;
                }
            }

            return isChanged;
        }
    }
}
