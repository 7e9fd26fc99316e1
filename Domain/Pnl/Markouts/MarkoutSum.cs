using System.Text.Json;
using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Counts and sums behind <see cref="MarkoutFigures"/>, exact whatever the order of additions.</summary>
internal record struct MarkoutSum
{
    private long _known;
    private long _pending;
    private long _withoutMid;
    private long _thinned;
    private FixedPointSum _gain;
    private FixedPointSum _notional;
    private FixedPointSum _drift;
    private FixedPointSum _driftNotional;

    internal readonly MarkoutFigures Figures => new()
    {
        Known = _known,
        Pending = _pending,
        WithoutMid = _withoutMid,
        Sum = _gain.Value,
        Notional = _notional.Value,
        Drift = _drift.Value,
        DriftNotional = _driftNotional.Value,
        ThinnedMids = _thinned,
    };

    /// <summary>Number of fills counted, in any state.</summary>
    internal readonly long Fills => _known + _pending + _withoutMid;

    /// <summary>Adds one time of a fill.</summary>
    internal void Add(TrackedFill fill, int time) => Count(fill, time, 1);

    /// <summary>Removes one time of a fill, whose mids must be those it was added with.</summary>
    internal void Remove(TrackedFill fill, int time) => Count(fill, time, -1);

    private void Count(TrackedFill fill, int time, int one)
    {
        if (!fill.IsFinal(time))
        {
            _pending += one;
            return;
        }

        if (fill.GainAt(time) is not { } value)
        {
            _withoutMid += one;
            return;
        }

        _known += one;
        _thinned += fill.IsThinned(time) ? one : 0;
        Move(ref _gain, FixedPointSum.Of(value), one);
        Move(ref _notional, fill.Notional, one);
        if (fill.GainAt(TrackedFill.AtFill) is { } spread)
        {
            // Both are converted separately, so that the drift equals the difference of markout and spread to the last digit.
            Move(ref _drift, FixedPointSum.Of(value) - FixedPointSum.Of(spread), one);
            Move(ref _driftNotional, fill.Notional, one);
        }
    }

    internal void Add(in MarkoutSum other)
    {
        _known += other._known;
        _pending += other._pending;
        _withoutMid += other._withoutMid;
        _thinned += other._thinned;
        _gain += other._gain;
        _notional += other._notional;
        _drift += other._drift;
        _driftNotional += other._driftNotional;
    }

    internal readonly void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteNumberValue(_known);
        json.WriteNumberValue(_pending);
        json.WriteNumberValue(_withoutMid);
        foreach (var sum in (ReadOnlySpan<FixedPointSum>)[_gain, _notional, _drift, _driftNotional])
        {
            json.WriteRawValue(sum.ToString());
        }

        if (_thinned > 0)
        {
            // Without such mids the text is what it was before they were counted.
            json.WriteNumberValue(_thinned);
        }

        json.WriteEndArray();
    }

    internal static MarkoutSum Read(JsonElement json) => new()
    {
        _known = json[0].GetInt64(),
        _pending = json[1].GetInt64(),
        _withoutMid = json[2].GetInt64(),
        _gain = FixedPointSum.Parse(json[3].GetRawText()),
        _notional = FixedPointSum.Parse(json[4].GetRawText()),
        _drift = FixedPointSum.Parse(json[5].GetRawText()),
        _driftNotional = FixedPointSum.Parse(json[6].GetRawText()),
        _thinned = json.GetArrayLength() > 7 ? json[7].GetInt64() : 0,
    };

    private static void Move(ref FixedPointSum sum, FixedPointSum term, int one) => sum = one > 0 ? sum + term : sum - term;
}
