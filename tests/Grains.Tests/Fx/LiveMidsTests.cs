using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Fx;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Tests.Fx;

/// <summary>Times of live mids are bounded by the wall clock.</summary>
public sealed class LiveMidsTests
{
    private static readonly Instant Now = new(1_700_000_000_000_000);

    [Fact]
    public void Marks_up_to_twelve_seconds_ahead_stay_as_they_are()
    {
        var update = Update(Now, SomeFx.Mark(Now + TimeSpan.FromSeconds(12), 5));

        var (isAhead, bound) = LiveMids.Bound(update, Now);

        Assert.Equal((false, update), (isAhead, bound));
    }

    [Fact]
    public void A_mark_an_hour_ahead_counts_as_of_now_and_so_does_its_arrival()
    {
        var hour = TimeSpan.FromHours(1);

        var (isAhead, bound) = LiveMids.Bound(Update(Now + hour, SomeFx.Mark(Now, 4), SomeFx.Mark(Now + hour, 5)), Now);

        Assert.Equal((true, Now), (isAhead, bound.ReceivedAt));
        Assert.Equal([SomeFx.Mark(Now, 4), SomeFx.Mark(Now, 5)], bound.Marks);
    }

    [Fact]
    public void A_mid_that_no_longer_held_is_as_old_as_it_was()
    {
        var ahead = Now + TimeSpan.FromHours(1);
        var mark = SomeFx.Mark(ahead, 5) with { MidAt = ahead - TimeSpan.FromSeconds(30) };

        Assert.Equal([mark with { At = Now, MidAt = Now - TimeSpan.FromSeconds(30) }], LiveMids.Bound(Update(Now, mark), Now).Update.Marks);
    }

    internal static MidUpdate Update(Instant receivedAt, params BookMark[] marks) => new()
    {
        Instrument = new("v", "COIN/USDT"),
        BookEpoch = 1,
        FirstChange = 0,
        Changes = [],
        State = BookState.Live,
        ReceivedAt = receivedAt,
        VenueTime = receivedAt,
        Marks = marks,
    };
}
