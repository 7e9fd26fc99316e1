using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Closing;

public sealed class DayBookTests
{
    private static readonly InstrumentId Coin = new("venue", "COIN");
    private static readonly InstrumentId Perpetual = new("venue", "PERP");

    [Fact]
    public void The_first_day_ends_at_the_first_boundary_from_the_first_second_on()
    {
        Assert.Equal([new(Hours(24), TimeSpan.Zero)], DayBook.Midnight.Close(Hours(24)).Ended);
        Assert.Equal(Hours(48), DayBook.Midnight.Close(Hours(24)).After.NextClose);

        var (ended, book) = DayBook.Midnight.Close(Hours(24) + TimeSpan.FromSeconds(1));
        Assert.Empty(ended);
        Assert.Equal(Hours(48), book.NextClose);

        (ended, book) = book.Close(Hours(48));
        Assert.Equal([new(Hours(48), TimeSpan.Zero)], ended);
        Assert.Equal(Hours(72), book.NextClose);
    }

    [Fact]
    public void A_new_boundary_holds_from_the_next_day_on()
    {
        var book = DayBook.Midnight.Close(Hours(1)).After.With(TimeSpan.FromHours(8));
        Assert.Equal(Hours(24), book.NextClose);

        var (ended, after) = book.Close(Hours(24));

        Assert.Equal([new(Hours(24), TimeSpan.Zero)], ended);
        Assert.Equal((Hours(32), TimeSpan.FromHours(8)), (after.NextClose, after.Boundary));
        Assert.Equal([new(Hours(32), TimeSpan.FromHours(8))], after.Close(Hours(32)).Ended);
    }

    [Fact]
    public void Days_missed_are_ended_each_and_after_a_long_silence_the_last_seven()
    {
        var book = DayBook.Midnight.Close(Hours(1)).After;

        Assert.Equal([Hours(24), Hours(48)], book.Close(Hours(50)).Ended.Select(end => end.At));
        Assert.Equal(7, book.Close(Hours(24 * 400)).Ended.Count);
        Assert.Equal(Hours(24 * 401), book.Close(Hours(24 * 400)).After.NextClose);
    }

    [Theory]
    [InlineData("1.00:00:00")]
    [InlineData("-00:00:01")]
    [InlineData("00:00:00.5")]
    public void A_boundary_is_a_time_of_day_in_whole_seconds(string boundary) =>
        Assert.Contains(boundary[..8], Assert.Throws<ArgumentException>(() => DayBook.Midnight.With(TimeSpan.Parse(boundary, null))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_close_converts_at_its_own_rates_and_says_what_was_missing()
    {
        var close = Close(Member(Coin, "BTC", 2m), DayMember.Unknown(Perpetual, "USDT", "it did not close"));

        Assert.Equal((null, 220m, null), (close.Value.Total, close.PartialTotal, close.Value.Fx));
        Assert.Equal(["venue/PERP: it did not close"], close.Missing);
        Assert.Equal([Coin, Perpetual], close.Members.Select(member => member.Instrument));
    }

    [Fact]
    public void A_restatement_says_old_new_and_cause_at_the_rates_of_the_close()
    {
        var record = new DayRecord { Close = Close(Member(Coin, "BTC", 2m), Member(Perpetual, "USDT", 5m)), Restatements = [] };

        var restatement = record.Restate([Member(Coin, "BTC", 3m), Member(Perpetual, "USDT", 5m)], [], "fill 4711", Hours(30))!;

        // The first unit was converted at 100 and is translated to 110; later profit counts at 110.
        Assert.Equal((225m, 335m, 10m, 10m), (restatement.Old.Total, restatement.New.Total, restatement.Old.Fx, restatement.New.Fx));
        Assert.True(restatement.New.Holds);
        Assert.Equal(("fill 4711", Hours(30), Hours(24)), (restatement.Cause, restatement.RecordedAt, restatement.Close));
        Assert.Equal([Coin], restatement.Members.Select(member => member.Instrument));
        Assert.Equal(225m, record.Close.Value.Total);
    }

    [Fact]
    public void The_same_values_make_no_second_restatement_and_other_ones_go_on_from_the_newest()
    {
        var record = new DayRecord { Close = Close(Member(Coin, "BTC", 2m)), Restatements = [] };
        record = record with { Restatements = [record.Restate([Member(Coin, "BTC", 3m)], [], "a", default)!] };

        Assert.Null(record.Restate([Member(Coin, "BTC", 3m)], [], "b", default));
        var back = record.Restate([Member(Coin, "BTC", 2m)], [], "c", default)!;
        Assert.Equal((330m, 220m), (back.Old.Total, back.New.Total));
        record = record with { Restatements = [.. record.Restatements, back] };
        Assert.Equal(220m, record.Current().Value.Total);
    }

    [Fact]
    public void A_member_unknown_at_the_close_may_become_known()
    {
        var record = new DayRecord
        {
            Close = Close(Member(Coin, "BTC", 2m), DayMember.Unknown(Perpetual, "USDT", "it did not close")),
            Restatements = [],
        };

        var restatement = record.Restate([Member(Perpetual, "USDT", 5m)], [], "found", default)!;

        Assert.Equal((null, 225m, true), (restatement.Old.Total, restatement.New.Total, restatement.New.Holds));
    }

    [Fact]
    public void A_known_total_is_never_restated_to_an_unknown_one_and_an_unknown_one_may_stay_so()
    {
        var (known, unknown) = (Member(Coin, "BTC", 2m), DayMember.Unknown(Perpetual, "USDT", "no mark"));
        var record = new DayRecord { Close = Close(known, unknown), Restatements = [] };

        Assert.Null(record.Restate([DayMember.Unknown(Coin, "BTC", "no mark")], [], "fill 4711", default));
        Assert.Null(record.Restate([unknown], [], "fill 4711", default));
        Assert.Null(new DayRecord { Close = Close(known), Restatements = [] }.Restate([unknown], [], "a member that is new to the day", default));
        Assert.Null(new DayRecord { Close = Close(known), Restatements = [] }.Restate([Member(Perpetual, "ETH", 1m)], [new("ETH", null)], "without a rate", default));
    }

    [Fact]
    public void A_member_that_is_new_to_a_day_counts_at_the_rate_of_the_days_minute_in_later_restatements_too()
    {
        var record = new DayRecord { Close = Close(Member(Coin, "BTC", 2m)), Restatements = [] };

        record = record with { Restatements = [record.Restate([Member(Perpetual, "ETH", 1m)], [new("ETH", 10m), new("BTC", 999m)], "fill 4711", default)!] };
        var later = record.Restate([Member(Coin, "BTC", 3m)], [], "fill 4712", default)!;

        Assert.Equal((220m, 230m), (record.Restatements[0].Old.Total, record.Restatements[0].New.Total));
        Assert.Equal((230m, 340m), (later.Old.Total, later.New.Total));
    }

    [Fact]
    public void A_rate_that_becomes_known_restates_a_day_whose_members_are_the_same()
    {
        var record = new DayRecord { Close = Close(Member(Perpetual, "ETH", 2m)), Restatements = [] };

        var restatement = record.Restate([Member(Perpetual, "ETH", 2m)], [new("ETH", 10m)], "known", default)!;

        Assert.Equal((null, 20m), (restatement.Old.Total, restatement.New.Total));
        Assert.Empty(restatement.Members);
    }

    [Fact]
    public void A_day_names_the_members_that_lack_a_mark_or_a_rate()
    {
        var fee = Member(new("venue", "FEE"), "USDT", 0m) with { Value = PnlAttribution.Zero with { Total = null, Reason = "no rate for fees in BNB" } };
        var flat = Member(new("venue", "FLAT"), "USDT", 3m) with { Mark = null, Mid = null };

        var close = Close(fee, flat, Member(Coin, "ETH", 1m), DayMember.Unknown(Perpetual, "USDT", "no mark"));

        Assert.Equal([Coin, Perpetual], close.Unpriced());
    }

    private static Instant Hours(int hours) => new(hours * 3_600L * Instant.PerSecond);

    private static DayMember Member(InstrumentId instrument, string asset, decimal total) => new()
    {
        Instrument = instrument,
        Asset = asset,
        Value = PnlAttribution.Zero with { Inventory = total, Total = total },
        Mark = 1m,
        Mid = 1m,
    };

    private static DayClose Close(params DayMember[] members) => DayClose.Of(
        new(Hours(24), TimeSpan.Zero),
        "USDT",
        members,
        [new("BTC", 110m), new("USDT", 1m)],
        7,
        FxTranslation.Empty.Close(Hours(23), SettledProfit.Of([("", "BTC", PnlAttribution.Zero with { Inventory = 1m, Total = 1m })]), _ => 100m));
}
