using Ballast.Domain.Pnl;

namespace Ballast.Grains.Portfolios;

/// <summary>What a portfolio knows of the portfolios below it: the newest position of each holder and instrument, and what is missing.</summary>
/// <param name="portfolio">The one above; what children may still tell of it is left out.</param>
internal sealed class PositionUnion(string portfolio)
{
    private readonly SortedDictionary<string, Branch> _branches = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is below.</summary>
    internal bool IsEmpty => _branches.Count == 0;

    /// <summary>Portfolios right below, in ordinal order.</summary>
    internal IReadOnlyCollection<string> Children => _branches.Keys;

    /// <summary>Sets who is right below; what came through others leaves.</summary>
    /// <returns>Whether that is a change.</returns>
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

    /// <summary>Takes what a child tells.</summary>
    /// <param name="push">Older than what it told before: ignored.</param>
    /// <param name="heard">When it came.</param>
    /// <param name="changed">Gets holder and instrument of every position that is new.</param>
    /// <returns>Whether anything changed; <see langword="null"/> when it is no child, or tells changes of something never told.</returns>
    internal bool? Take(PortfolioPush push, long heard, ICollection<(string Holder, InstrumentId Instrument)> changed)
    {
        if (!_branches.TryGetValue(push.Portfolio, out var branch))
        {
            return null;
        }

        var isSame = branch.Push is { } before && before.Activation == push.Activation;
        if (!isSame && !push.IsWhole)
        {
            return null;
        }

        branch.Heard = heard;
        if (isSame && push.Sequence <= branch.Push!.Sequence)
        {
            return false;
        }

        var isChanged = branch.Push is null
            || !branch.Push.Missing.SequenceEqual(push.Missing)
            || !branch.Push.Holders.Select(h => (h.Portfolio, h.Translation.At)).SequenceEqual(push.Holders.Select(h => (h.Portfolio, h.Translation.At)));
        branch.Push = push with { Positions = [], Points = [] };
        branch.Holders = push.Holders.Where(h => h.Portfolio != portfolio).ToDictionary(h => h.Portfolio, h => h.Translation, StringComparer.Ordinal);
        var told = push.Positions.Select(p => (p.Holder, p.Push.Instrument)).ToHashSet();
        foreach (var key in branch.Positions.Keys.Where(key => !branch.Holders.ContainsKey(key.Holder) || (push.IsWhole && !told.Contains(key))).ToArray())
        {
            isChanged |= branch.Positions.Remove(key);
        }

        foreach (var position in push.Positions.Where(p => branch.Holders.ContainsKey(p.Holder)))
        {
            var key = (position.Holder, position.Push.Instrument);
            if (!branch.Positions.TryGetValue(key, out var known) || IsNewer(position.Push, known.Push))
            {
                branch.Positions[key] = position;
                changed.Add(key);
                isChanged = true;
            }
        }

        return isChanged;
    }

    /// <summary>Children that close points of the risk grid, with the first of each; one never heard of may have some.</summary>
    internal Dictionary<string, Instant?> Sources() => _branches.Where(branch => branch.Value.Push?.ClosesPoints ?? true)
        .ToDictionary(branch => branch.Key, branch => branch.Value.Push is { } push ? push.PointsFrom : default(Instant), StringComparer.Ordinal);

    /// <summary>Children that were never heard of, or not lately.</summary>
    internal IEnumerable<string> Silent(Func<long, bool> isLongAgo) =>
        _branches.Where(branch => branch.Value.Push is null || isLongAgo(branch.Value.Heard)).Select(branch => branch.Key);

    /// <summary>What is missing below, each in words, with the names on the way to it.</summary>
    internal IEnumerable<string> Missing(Func<long, bool> isLongAgo) =>
        _branches.SelectMany(branch => branch.Value.Push is not { } push || isLongAgo(branch.Value.Heard)
            ? [$"{branch.Key} has not answered"]
            : push.Missing.Select(missing => $"{branch.Key}: {missing}"));

    /// <summary>The newest position of each holder and instrument, whichever child told it.</summary>
    internal IReadOnlyCollection<HeldPosition> Positions()
    {
        // A portfolio that moved from one child to another is told by both for a moment.
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

    /// <summary>One of <see cref="Positions"/>; <see langword="null"/> when no child tells it any more.</summary>
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

    /// <summary>Every portfolio below, by name.</summary>
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

    /// <summary>Ledgers in the order of a view, which does not depend on the tree they came through.</summary>
    internal static PositionView[] InOrder(IEnumerable<PositionView> positions) =>
    [
        .. positions.OrderBy(p => p.Instrument)
            .ThenBy(p => p.Portfolio, StringComparer.Ordinal)
            .ThenBy(p => p.Account, StringComparer.Ordinal),
    ];

    private static bool IsNewer(PositionPush push, PositionPush than) => (push.Epoch, push.Version).CompareTo((than.Epoch, than.Version)) > 0;

    private sealed class Branch
    {
        internal Dictionary<(string Holder, InstrumentId Instrument), HeldPosition> Positions { get; } = [];

        internal Dictionary<string, FxTranslation> Holders { get; set; } = [];

        /// <summary>The newest, without its positions.</summary>
        internal PortfolioPush? Push { get; set; }

        internal long Heard { get; set; }
    }
}
