namespace Ballast.Domain.Pnl;

/// <summary>Sums over the fills of one key.</summary>
/// <param name="key">Which fills.</param>
/// <param name="horizons">How many horizons there are.</param>
internal sealed class MarkoutCell(MarkoutKey key, int horizons)
{
    /// <summary>Which fills.</summary>
    internal MarkoutKey Key => key;

    /// <summary>One sum per time of <see cref="TrackedFill"/>.</summary>
    internal MarkoutSum[] Times { get; } = new MarkoutSum[horizons + 1];

    /// <summary>Whether no fill is counted.</summary>
    internal bool IsEmpty => Times[0].Fills == 0;

    /// <summary>The sums as figures.</summary>
    internal MarkoutRow Row => new(key, Times[0].Figures, [.. Times.Skip(1).Select(sum => sum.Figures)]);

    /// <summary>Counts a fill as far as it is known, or takes it out again.</summary>
    internal void Count(TrackedFill fill, bool isIn)
    {
        for (var time = 0; time < Times.Length; time++)
        {
            Times[time].Count(fill, time, isIn);
        }
    }

    /// <summary>Makes a mid of a counted fill final.</summary>
    internal void Finish(TrackedFill fill, int time, decimal? mid)
    {
        if (time != TrackedFill.AtFill)
        {
            Times[time].Count(fill, time, isIn: false);
            fill.Finish(time, mid);
            Times[time].Count(fill, time, isIn: true);
            return;
        }

        // The drift at every horizon rests on the mid at the fill.
        Count(fill, isIn: false);
        fill.Finish(time, mid);
        Count(fill, isIn: true);
    }

    internal void Add(MarkoutCell other)
    {
        for (var time = 0; time < Times.Length; time++)
        {
            Times[time].Add(other.Times[time]);
        }
    }
}
