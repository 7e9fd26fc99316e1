namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Sums of markouts over the fills of one key.</summary>
/// <param name="key">Key of the fills.</param>
/// <param name="horizons">Number of horizons.</param>
internal sealed class MarkoutCell(MarkoutKey key, int horizons)
{
    /// <summary>Key of the fills.</summary>
    internal MarkoutKey Key => key;

    /// <summary>Sums by time index of <see cref="TrackedFill"/>: 0 is the fill itself, then one per horizon.</summary>
    internal MarkoutSum[] Times { get; } = new MarkoutSum[horizons + 1];

    /// <summary>Whether no fills are counted.</summary>
    internal bool IsEmpty => Times[0].Fills == 0;

    /// <summary>The sums as figures.</summary>
    internal MarkoutRow Row => new(key, Times[0].Figures, [.. Times.Skip(1).Select(sum => sum.Figures)]);

    /// <summary>Adds a fill, as far as its mids are known.</summary>
    internal void Add(TrackedFill fill)
    {
        for (var time = 0; time < Times.Length; time++)
        {
            Times[time].Add(fill, time);
        }
    }

    /// <summary>Removes a fill, whose mids must be those it was counted with.</summary>
    internal void Remove(TrackedFill fill)
    {
        for (var time = 0; time < Times.Length; time++)
        {
            Times[time].Remove(fill, time);
        }
    }

    /// <summary>Sets a final mid of a counted fill and updates the sums.</summary>
    internal void SetMid(TrackedFill fill, int time, FinalMid mid)
    {
        if (time != TrackedFill.AtFill)
        {
            Times[time].Remove(fill, time);
            fill.SetMid(time, mid);
            Times[time].Add(fill, time);
            return;
        }

        // The drift at every horizon depends on the mid at the fill, so all sums change.
        Remove(fill);
        fill.SetMid(time, mid);
        Add(fill);
    }

    internal void Add(MarkoutCell other)
    {
        for (var time = 0; time < Times.Length; time++)
        {
            Times[time].Add(other.Times[time]);
        }
    }
}
