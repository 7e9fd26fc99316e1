using Ballast.Domain.Pnl.Closing;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Closing;

public sealed class EquityCurveTests
{
    private const long Day = 86_400;

    [Fact]
    public void A_minute_and_a_day_are_their_last_second_once_the_next_has_begun()
    {
        var curve = new EquityCurve();

        var writes = curve.Append([At(58), At(59), At(60), At(61), At(Day - 1), At(Day + 5)]);

        Assert.Equal([58, 59, 60, 61, Day - 1, Day + 5], Seconds(writes, CurveResolution.Second));
        Assert.Equal([59, 61, Day - 1], Seconds(writes, CurveResolution.Minute));
        Assert.Equal([Day - 1], Seconds(writes, CurveResolution.Day));
    }

    [Fact]
    public void Seconds_lie_in_chunks_of_an_hour_and_minutes_in_chunks_of_a_day()
    {
        var writes = new EquityCurve().Append([At(3_599), At(3_600), At(Day), At(Day + 60)]);

        Assert.Equal([0, 1, 24], writes.Where(w => w.Resolution == CurveResolution.Second).Select(w => w.Chunk));
        Assert.Equal([0, 1], writes.Where(w => w.Resolution == CurveResolution.Minute).Select(w => w.Chunk));
    }

    [Fact]
    public void A_point_is_never_changed()
    {
        var curve = new EquityCurve();
        curve.Append([At(5)]);

        Assert.Empty(curve.Append([At(5) with { Total = 7m }, At(4)]));
        Assert.Equal(At(5), curve.Last);
        Assert.Equal([At(5), At(6)], EquityCurve.InOrder([At(5), At(5) with { Total = 7m }, At(4), At(6)]));
    }

    [Fact]
    public void Seconds_are_kept_for_a_day_and_minutes_for_90()
    {
        Assert.Equal(0, EquityCurve.OldestChunk(CurveResolution.Second, At(Day).At));
        Assert.Equal(1, EquityCurve.OldestChunk(CurveResolution.Second, At(Day + 3_600).At));
        Assert.Equal(10, EquityCurve.OldestChunk(CurveResolution.Minute, At(100 * Day).At));
        Assert.Equal(0, EquityCurve.OldestChunk(CurveResolution.Day, At(10_000 * Day).At));
    }

    [Fact]
    public void Wherever_it_is_stopped_the_resumed_curve_writes_what_an_unbroken_one_does() =>
        Gen.Select(Gen.Int[1, 40_000].Array[1, 60], Gen.Int[0, 59], Gen.Bool).Sample((steps, stop, isTorn) =>
        {
            var points = steps.Aggregate(new List<CurvePoint>(), (list, step) =>
            {
                list.Add(At((list.Count == 0 ? 0 : list[^1].At.Micros / Instant.PerSecond) + step));
                return list;
            });
            var whole = new EquityCurve().Append(points);
            stop = Math.Min(stop, points.Count);
            var before = new EquityCurve().Append(points[..stop]).ToList();

            // A crash in between: the seconds were written, and the minutes and days made from them were not.
            var stored = isTorn ? before.Where(w => w.Resolution == CurveResolution.Second).ToList() : before;
            CurvePoint? Newest(CurveResolution resolution) =>
                stored.Where(w => w.Resolution == resolution).SelectMany(w => w.Points).Select(p => (CurvePoint?)p).LastOrDefault();
            var resumed = new EquityCurve();
            stored.AddRange(resumed.Resume(points[..stop], Newest(CurveResolution.Minute), Newest(CurveResolution.Day)));
            stored.AddRange(resumed.Append(points[stop..]));

            foreach (var resolution in Enum.GetValues<CurveResolution>())
            {
                Assert.Equal(Seconds(whole, resolution), Seconds(stored, resolution));
            }
        });

    private static CurvePoint At(long second) => new(new(second * Instant.PerSecond), second, second, true);

    private static IEnumerable<long> Seconds(IEnumerable<CurveWrite> writes, CurveResolution resolution) =>
        writes.Where(w => w.Resolution == resolution).SelectMany(w => w.Points).Select(p => p.At.Micros / Instant.PerSecond);
}
