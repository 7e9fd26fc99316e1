namespace Ballast.Domain.Pnl;

/// <summary>The newest price of each source, however old; <see langword="null"/> where there never was one.</summary>
/// <param name="Exchange">The venue's own mark.</param>
/// <param name="Mid">Mid of the book.</param>
/// <param name="WeightedMid">Size-weighted mid of the book.</param>
/// <param name="LastTrade">Last public trade.</param>
public readonly record struct MarkCandidates(MarkPrice? Exchange, MarkPrice? Mid, MarkPrice? WeightedMid, MarkPrice? LastTrade)
{
    /// <summary>The first source of a policy that is no older than <paramref name="maxAge"/>.</summary>
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

    /// <summary>The newest price of any source of a policy, however old; <see langword="null"/> when there never was one.</summary>
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

/// <summary>What a policy chose.</summary>
/// <param name="Price">The mark; <see langword="null"/> when no source was young enough.</param>
/// <param name="Source">Where it came from; <see cref="MarkSource.None"/> without one.</param>
public readonly record struct ChosenMark(MarkPrice? Price, MarkSource Source);
