namespace Ballast.Domain.Pnl;

/// <summary>Where a mark came from. Never another venue.</summary>
public enum MarkSource
{
    /// <summary>There is no mark.</summary>
    None,

    /// <summary>The venue's own mark price.</summary>
    Exchange,

    /// <summary>Mid of the venue's live, uncrossed book.</summary>
    Mid,

    /// <summary>Mid of that book with each side's price weighted by the other side's size.</summary>
    WeightedMid,

    /// <summary>Price of the last public trade.</summary>
    LastTrade,
}

/// <summary>The sources an instrument is marked by, best first: the first that is young enough counts.</summary>
public sealed class MarkPolicy
{
    private readonly MarkSource[] sources;

    /// <summary>Creates a policy.</summary>
    /// <exception cref="ArgumentException">No source, a repeated one, or <see cref="MarkSource.None"/>.</exception>
    public MarkPolicy(params IEnumerable<MarkSource> sources)
    {
        this.sources = [.. sources];
        if (this.sources.Length == 0 || this.sources.Contains(MarkSource.None) || this.sources.Distinct().Count() != this.sources.Length)
        {
            throw new ArgumentException($"A mark policy names each source once and not none: {string.Join(", ", this.sources)}.", nameof(sources));
        }
    }

    /// <summary>The venue's own mark, else the mid.</summary>
    public static MarkPolicy Default { get; } = new(MarkSource.Exchange, MarkSource.Mid);

    /// <summary>Best first; at least one.</summary>
    public IReadOnlyList<MarkSource> Sources => sources;

    /// <summary>The source of a name, in any case; <see langword="null"/> when no mark is named so.</summary>
    public static MarkSource? Parse(string name) =>
        Enum.GetValues<MarkSource>()
            .Where(source => source != MarkSource.None && string.Equals(source.ToString(), name, StringComparison.OrdinalIgnoreCase))
            .Select(source => (MarkSource?)source)
            .FirstOrDefault();
}
