namespace Ballast.Domain.Pnl;

/// <summary>A fill with those of its mids that are final. Time 0 is the fill's own, time <c>i</c> is horizon <c>i − 1</c>.</summary>
/// <remarks>Valuing at the fill's price happens once, here; the rest is worked out from mids when asked.</remarks>
internal sealed class TrackedFill
{
    /// <summary>The time of the fill itself.</summary>
    internal const int AtFill = 0;

    private readonly decimal value;
    private readonly decimal[] mids;
    private decimal? spread;
    private uint final;
    private uint late;

    internal TrackedFill(MarkoutFill fill, int horizons)
    {
        Fill = fill;
        value = fill.Contract.At(fill.Price);
        mids = new decimal[horizons + 1];
    }

    /// <summary>By venue time, then number: newest last.</summary>
    internal static Comparer<TrackedFill> Order { get; } = Comparer<TrackedFill>.Create((left, right) =>
        left.Fill.VenueTime.CompareTo(right.Fill.VenueTime) is var byTime and not 0 ? byTime : left.Fill.Number.CompareTo(right.Fill.Number));

    internal MarkoutFill Fill { get; }

    /// <summary>Where it is counted; <see langword="null"/> when it is not.</summary>
    internal MarkoutCell? Cell { get; set; }

    /// <summary>Whether it is among the newest fills, which stay after all is final.</summary>
    internal bool IsRecent { get; set; }

    /// <summary>A voided fill counts nowhere but keeps its place among the newest, which else would depend on when it was voided.</summary>
    internal bool IsVoid { get; set; }

    /// <summary>Whether a mid of it may still come.</summary>
    internal bool IsPending => !IsVoid && final != (1u << mids.Length) - 1;

    internal ExactSum Notional => ExactSum.Of(Math.Abs(Fill.Quantity * value));

    /// <summary>Whether the queue of a time keeps it among those that came out of order.</summary>
    internal bool IsLate(int time) => (late & (1u << time)) != 0;

    internal void MarkLate(int time) => late |= 1u << time;

    internal bool IsFinal(int time) => (final & (1u << time)) != 0;

    /// <summary>Final mid of a time; <see langword="null"/> while pending.</summary>
    internal FinalMid? MidAt(int time) => IsFinal(time) ? new FinalMid(mids[time] == 0 ? null : mids[time]) : null;

    internal void Finish(int time, decimal? mid)
    {
        mids[time] = mid ?? 0m;
        final |= 1u << time;
        if (time == AtFill)
        {
            spread = Gain(AtFill);
        }
    }

    /// <summary>As <see cref="MarkoutFill.GainAt"/>, at a final mid; <see langword="null"/> without one.</summary>
    internal decimal? GainAt(int time) => time == AtFill ? spread : Gain(time);

    internal FillMarkouts ToMarkouts() =>
        FillMarkouts.Of(Fill, MidAt(AtFill), [.. Enumerable.Range(1, mids.Length - 1).Select(MidAt)]);

    internal static TrackedFill From(FillMarkouts markouts)
    {
        var tracked = new TrackedFill(markouts.Fill, markouts.Markouts.Length);
        if (markouts.AtFill is { } atFill)
        {
            tracked.Finish(AtFill, atFill.Mid);
        }

        for (var i = 0; i < markouts.Markouts.Length; i++)
        {
            if (markouts.Markouts[i] is { } known)
            {
                tracked.Finish(i + 1, known.Mid);
            }
        }

        return tracked;
    }

    private decimal? Gain(int time)
    {
        if (mids[time] == 0)
        {
            return null;
        }

        try
        {
            return (int)Fill.Side * Fill.Quantity * (Fill.Contract.At(mids[time]) - value);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
