namespace Ballast.Domain.Pnl.Marks;

/// <summary>Source of a mark, always at the instrument's own venue.</summary>
public enum MarkSource
{
    /// <summary>There is no mark.</summary>
    None,

    /// <summary>The venue's mark price.</summary>
    Exchange,

    /// <summary>Mid of the venue's live, uncrossed book.</summary>
    Mid,

    /// <summary>Mid of that book with each side's price weighted by the other side's size.</summary>
    WeightedMid,

    /// <summary>Price of the last public trade.</summary>
    LastTrade,
}

/// <summary>Sources of marks in order of preference: the first with a fresh price is used.</summary>
public sealed class MarkPolicy
{
    private readonly MarkSource[] _sources;

    /// <summary>Creates a policy.</summary>
    /// <param name="sources">Sources, best first.</param>
    /// <exception cref="ArgumentException">There are no sources, one is repeated, or one is <see cref="MarkSource.None"/>.</exception>
    public MarkPolicy(params IEnumerable<MarkSource> sources)
    {
        _sources = [.. sources];
        if (_sources.Length == 0 || _sources.Contains(MarkSource.None) || _sources.Distinct().Count() != _sources.Length)
        {
            throw new ArgumentException($"A mark policy names each source once and not none: {string.Join(", ", _sources)}.", nameof(sources));
        }
    }

    /// <summary>The venue's mark price, else the mid.</summary>
    public static MarkPolicy Default { get; } = new(MarkSource.Exchange, MarkSource.Mid);

    /// <summary>Sources, best first; at least one.</summary>
    public IReadOnlyList<MarkSource> Sources => _sources;

    /// <summary>Parses the name of a source, in any letter case; <see langword="null"/> when there is no such source.</summary>
    public static MarkSource? Parse(string name) =>
        Enum.GetValues<MarkSource>()
            .Where(source => source != MarkSource.None && string.Equals(source.ToString(), name, StringComparison.OrdinalIgnoreCase))
            .Select(source => (MarkSource?)source)
            .FirstOrDefault();
}
