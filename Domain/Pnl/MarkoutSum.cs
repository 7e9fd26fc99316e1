using System.Text.Json;

namespace Ballast.Domain.Pnl;

/// <summary>Counts and sums behind <see cref="MarkoutFigures"/>, exact whatever the order of additions.</summary>
internal record struct MarkoutSum
{
    private long known;
    private long pending;
    private long withoutMid;
    private FixedPointSum gain;
    private FixedPointSum notional;
    private FixedPointSum drift;
    private FixedPointSum driftNotional;

    internal readonly MarkoutFigures Figures => new()
    {
        Known = known,
        Pending = pending,
        WithoutMid = withoutMid,
        Sum = gain.Value,
        Notional = notional.Value,
        Drift = drift.Value,
        DriftNotional = driftNotional.Value,
    };

    /// <summary>Number of fills counted, in any state.</summary>
    internal readonly long Fills => known + pending + withoutMid;

    /// <summary>Adds one time of a fill.</summary>
    internal void Add(TrackedFill fill, int time) => Count(fill, time, 1);

    /// <summary>Removes one time of a fill, whose mids must be those it was added with.</summary>
    internal void Remove(TrackedFill fill, int time) => Count(fill, time, -1);

    private void Count(TrackedFill fill, int time, int one)
    {
        if (!fill.IsFinal(time))
        {
            pending += one;
            return;
        }

        if (fill.GainAt(time) is not { } value)
        {
            withoutMid += one;
            return;
        }

        known += one;
        Move(ref gain, FixedPointSum.Of(value), one);
        Move(ref notional, fill.Notional, one);
        if (fill.GainAt(TrackedFill.AtFill) is { } spread)
        {
            // Both are converted separately, so that the drift equals the difference of markout and spread to the last digit.
            Move(ref drift, FixedPointSum.Of(value) - FixedPointSum.Of(spread), one);
            Move(ref driftNotional, fill.Notional, one);
        }
    }

    internal void Add(in MarkoutSum other)
    {
        known += other.known;
        pending += other.pending;
        withoutMid += other.withoutMid;
        gain += other.gain;
        notional += other.notional;
        drift += other.drift;
        driftNotional += other.driftNotional;
    }

    internal readonly void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteNumberValue(known);
        json.WriteNumberValue(pending);
        json.WriteNumberValue(withoutMid);
        foreach (var sum in (ReadOnlySpan<FixedPointSum>)[gain, notional, drift, driftNotional])
        {
            json.WriteRawValue(sum.ToString());
        }

        json.WriteEndArray();
    }

    internal static MarkoutSum Read(JsonElement json) => new()
    {
        known = json[0].GetInt64(),
        pending = json[1].GetInt64(),
        withoutMid = json[2].GetInt64(),
        gain = FixedPointSum.Parse(json[3].GetRawText()),
        notional = FixedPointSum.Parse(json[4].GetRawText()),
        drift = FixedPointSum.Parse(json[5].GetRawText()),
        driftNotional = FixedPointSum.Parse(json[6].GetRawText()),
    };

    private static void Move(ref FixedPointSum sum, FixedPointSum term, int one) => sum = one > 0 ? sum + term : sum - term;
}
