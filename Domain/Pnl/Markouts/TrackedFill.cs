using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>A fill with its final mids. Time index 0 is the fill itself, index <c>i</c> is horizon <c>i − 1</c>.</summary>
/// <remarks>The value at the fill's price is computed once; everything else is computed from mids on request.</remarks>
internal sealed class TrackedFill
{
    /// <summary>Time index of the fill itself.</summary>
    internal const int AtFill = 0;

    private readonly decimal _value;
    private readonly int _horizons;
    private decimal _midAtFill;

    // Those of the horizons; null before the first, because very many fills may wait for theirs.
    private decimal[]? _mids;
    private decimal? _spread;
    private uint _final;
    private uint _late;
    private uint _thinned;

    internal TrackedFill(MarkoutFill fill, int horizons)
    {
        Fill = fill;
        _value = fill.Contract.At(fill.Price);
        _horizons = horizons;
    }

    /// <summary>Order by venue time, then number, newest last.</summary>
    internal static Comparer<TrackedFill> Order { get; } = Comparer<TrackedFill>.Create((left, right) =>
        left.Fill.VenueTime.CompareTo(right.Fill.VenueTime) is var byTime and not 0 ? byTime : left.Fill.Number.CompareTo(right.Fill.Number));

    internal MarkoutFill Fill { get; }

    /// <summary>Cell in which it is counted; <see langword="null"/> when it is not counted.</summary>
    internal MarkoutCell? Cell { get; set; }

    /// <summary>Whether it is among the newest fills, which are kept when all their mids are final.</summary>
    internal bool IsRecent { get; set; }

    /// <summary>
    /// Whether it was voided. It is then not counted but keeps its place among the newest, so that the state does not depend on when it was
    /// voided.
    /// </summary>
    internal bool IsVoid { get; set; }

    /// <summary>Whether one of its mids is still pending.</summary>
    internal bool IsPending => !IsVoid && _final != (1u << (_horizons + 1)) - 1;

    internal FixedPointSum Notional => FixedPointSum.Of(Math.Abs(Fill.Quantity * _value));

    /// <summary>Whether the queue of a time index keeps it among those that arrived out of order.</summary>
    internal bool IsLate(int time) => (_late & (1u << time)) != 0;

    internal void MarkLate(int time) => _late |= 1u << time;

    internal bool IsFinal(int time) => (_final & (1u << time)) != 0;

    /// <summary>Whether the final mid at a time index may not be the last one before it.</summary>
    internal bool IsThinned(int time) => (_thinned & (1u << time)) != 0;

    /// <summary>Final mid at a time index; <see langword="null"/> while pending.</summary>
    internal FinalMid? MidAt(int time) => IsFinal(time) ? new FinalMid(Mid(time), IsThinned(time)) : null;

    internal void SetMid(int time, FinalMid mid)
    {
        _final |= 1u << time;
        _thinned |= mid is { Mid: not null, IsThinned: true } ? 1u << time : 0;
        if (time == AtFill)
        {
            _midAtFill = mid.Mid ?? 0m;
            _spread = Gain(AtFill);
        }
        else
        {
            (_mids ??= new decimal[_horizons])[time - 1] = mid.Mid ?? 0m;
        }
    }

    /// <summary>Gain as by <see cref="MarkoutFill.GainAt"/> at a final mid; <see langword="null"/> without one.</summary>
    internal decimal? GainAt(int time) => time == AtFill ? _spread : Gain(time);

    internal FillMarkouts ToMarkouts() =>
        FillMarkouts.Of(Fill, MidAt(AtFill), [.. Enumerable.Range(1, _horizons).Select(MidAt)]);

    /// <summary>Mid at a time index; <see langword="null"/> when there was none or it is pending.</summary>
    private decimal? Mid(int time)
    {
        var mid = time == AtFill ? _midAtFill : _mids is { } mids ? mids[time - 1] : 0m;
        return mid == 0 ? null : mid;
    }

    private decimal? Gain(int time)
    {
        if (Mid(time) is not { } mid)
        {
            return null;
        }

        try
        {
            return (int)Fill.Side * Fill.Quantity * (Fill.Contract.At(mid) - _value);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
