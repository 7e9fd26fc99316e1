using System.Text.Json;

namespace Ballast.Domain.Pnl;

/// <summary>Counts and sums behind <see cref="MarkoutFigures"/>, exact in any order.</summary>
internal record struct MarkoutSum
{
    private long known;
    private long pending;
    private long withoutMid;
    private ExactSum gain;
    private ExactSum notional;
    private ExactSum drift;
    private ExactSum driftNotional;

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

    /// <summary>Fills counted, in whatever state.</summary>
    internal readonly long Fills => known + pending + withoutMid;

    /// <summary>Counts one time of a fill, or takes it out again.</summary>
    internal void Count(TrackedFill fill, int time, bool isIn)
    {
        var one = isIn ? 1 : -1;
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
        Move(ref gain, ExactSum.Of(value), isIn);
        Move(ref notional, fill.Notional, isIn);
        if (fill.GainAt(TrackedFill.AtFill) is { } spread)
        {
            // Of each by itself, so that drift is to the last digit what markout and spread differ by.
            Move(ref drift, ExactSum.Of(value) - ExactSum.Of(spread), isIn);
            Move(ref driftNotional, fill.Notional, isIn);
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
        foreach (var sum in (ReadOnlySpan<ExactSum>)[gain, notional, drift, driftNotional])
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
        gain = ExactSum.Parse(json[3].GetRawText()),
        notional = ExactSum.Parse(json[4].GetRawText()),
        drift = ExactSum.Parse(json[5].GetRawText()),
        driftNotional = ExactSum.Parse(json[6].GetRawText()),
    };

    private static void Move(ref ExactSum sum, ExactSum term, bool isIn) => sum = isIn ? sum + term : sum - term;
}
