using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Marks;

/// <summary>The newest price of each source, however old; <see langword="null"/> where there has never been one.</summary>
/// <param name="Exchange">The venue's mark price.</param>
/// <param name="Mid">Mid of the book.</param>
/// <param name="WeightedMid">Size-weighted mid of the book.</param>
/// <param name="LastTrade">Last public trade.</param>
public readonly record struct MarkCandidates(MarkPrice? Exchange, MarkPrice? Mid, MarkPrice? WeightedMid, MarkPrice? LastTrade)
{
    /// <summary>Chooses the first source of a policy whose price is not older than <paramref name="maxAge"/>.</summary>
    public ChosenMark Choose(MarkPolicy policy, Instant now, TimeSpan maxAge)
    {
        ArgumentNullException.ThrowIfNull(policy);
        foreach (var source in policy.Sources)
        {
            if (Of(source)?.Fresh(now, maxAge) is { } fresh)
            {
                return new(fresh, source);
            }
        }

        return default;
    }

    /// <summary>The newest price among the sources of a policy, however old; <see langword="null"/> when there has never been one.</summary>
    public MarkPrice? Newest(MarkPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        MarkPrice? newest = null;
        foreach (var source in policy.Sources)
        {
            if (Of(source) is { } known && (newest is null || known.AsOf > newest.Value.AsOf))
            {
                newest = known;
            }
        }

        return newest;
    }

    private MarkPrice? Of(MarkSource source) => source switch
    {
        MarkSource.Exchange => Exchange,
        MarkSource.Mid => Mid,
        MarkSource.WeightedMid => WeightedMid,
        MarkSource.LastTrade => LastTrade,
        _ => null,
    };
}

/// <summary>The mark chosen by a policy.</summary>
/// <param name="Price">The mark; <see langword="null"/> when no source was fresh.</param>
/// <param name="Source">Source of the mark; <see cref="MarkSource.None"/> without one.</param>
public readonly record struct ChosenMark(MarkPrice? Price, MarkSource Source);
