using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Fx;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Fx;

public sealed class FxMinutesTests
{
    private static readonly Instrument Bitcoin = Spot("a", "BTC", "USDT");

    private static Instant At(double minutes) => new((long)(minutes * 60 * Instant.PerSecond));

    private static Instrument Spot(string venue, string asset, string quote) =>
        new() { Id = new(venue, $"{asset}/{quote}"), Kind = ContractKind.Spot, Base = asset, Quote = quote, Settle = quote };

    private static FxMinutes SomeMinutes(Instant closedTo = default) => new(new([], TimeSpan.FromSeconds(90)), closedTo);

    private static BookMark Mid(double minutes, double mid, double? heldTo = null) => new(At(minutes), mid, mid, At(heldTo ?? minutes), double.NaN, default);

    [Fact]
    public void A_minute_takes_the_last_rate_at_or_before_it()
    {
        var minutes = SomeMinutes();
        minutes.Observe(Bitcoin, Mid(9.5, 10));
        minutes.Observe(Bitcoin, Mid(10, 11));
        minutes.Observe(Bitcoin, Mid(10.1, 12));

        var points = minutes.Close(At(11));

        Assert.Equal([(At(10), 11m), (At(11), 12m)], points.Select(point => (point.Minute, point.Table!.Convert("BTC", "USDT")!.Rate)));
        Assert.All(points, point => Assert.True(point.Closed));
        Assert.Equal(At(11), minutes.ClosedTo);
    }

    [Fact]
    public void A_rate_past_its_age_is_none_and_silence_has_no_points()
    {
        var minutes = SomeMinutes();
        minutes.Observe(Bitcoin, Mid(9.9, 10));
        minutes.Observe(Bitcoin, Mid(10_000.9, 20, heldTo: 9_990));
        minutes.Observe(Bitcoin, Mid(20_000.9, 30));

        var points = minutes.Close(At(30_000));

        Assert.Equal([At(10), At(11), At(20_001), At(20_002)], points.Select(point => point.Minute));
        Assert.Equal(At(30_000), minutes.ClosedTo);
    }

    [Fact]
    public void A_late_rate_counts_for_later_minutes_only()
    {
        var minutes = SomeMinutes();
        minutes.Observe(Bitcoin, Mid(9.5, 10));
        minutes.Close(At(10));
        minutes.Observe(Bitcoin, Mid(9.9, 11));

        Assert.Equal(11m, Assert.Single(minutes.Close(At(11))).Table!.Convert("BTC", "USDT")!.Rate);
        Assert.Empty(minutes.Close(At(10)));
    }

    [Fact]
    public void A_restart_goes_on_after_the_minutes_that_were_closed()
    {
        var minutes = SomeMinutes(closedTo: At(10));
        minutes.Observe(Bitcoin, Mid(9.9, 10));

        Assert.Equal([At(11)], minutes.Close(At(12)).Select(point => point.Minute));
    }

    [Fact]
    public void The_order_in_which_books_are_heard_and_how_often_does_not_matter() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 40], Gen.Double[1, 100]).Array[1, 200]
            .Select(Gen.Int[0, 10_000], (events, seed) => (events, seed))
            .Sample(run =>
            {
                Instrument[] spots = [Spot("a", "BTC", "USDT"), Spot("b", "BTC", "USDT"), Spot("c", "ETH", "BTC")];
                var now = 1_000.0;
                var events = run.events.Select(e => (Spot: spots[e.Item1], Mark: Mid(now += e.Item2 / 60.0, e.Item3))).ToList();
                var (inOrder, byBook) = (SomeMinutes(), SomeMinutes());
                var closed = new List<FxPoint>();
                foreach (var (spot, mark) in events)
                {
                    // Closed along the way as soon as nothing at or before the minute can come any more.
                    closed.AddRange(inOrder.Close(new(FxPoint.MinuteOf(mark.At).Micros - 1)));
                    inOrder.Observe(spot, mark);
                }

                // One book after the other, only the last of each second, and closed at once.
                foreach (var ofBook in events.GroupBy(e => e.Spot.Id).OrderBy(_ => new Random(run.seed).Next()))
                {
                    foreach (var (spot, mark) in ofBook.GroupBy(e => e.Mark.Second).Select(second => second.Last()))
                    {
                        byBook.Observe(spot, mark);
                    }
                }

                closed.AddRange(inOrder.Close(At(now + 10)));
                Assert.Equal(closed.Select(Text), byBook.Close(At(now + 10)).Select(Text));
            });

    private static string Text(FxPoint point) => $"{point.Minute} {point.Table!.Version} {string.Join(";", point.Table.Quotes)}";
}
