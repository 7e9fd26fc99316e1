using System.Globalization;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Live.Resuming;
using Xunit;

namespace Ballast.Silo.Tests.Live;

public sealed class ReplayCursorTests
{
    private static readonly InstrumentId Id = new("bitmex", "XBTUSD");

    private readonly ReplayCursor _cursor = new();
    private readonly List<MarketEvent> _before = [];

    [Theory]
    [InlineData("2024-08-08T00:00Z", "2024-08-08T15:30:20Z", "2024-08-08T00:00Z")]
    [InlineData("2024-08-08T12:00Z", "2024-08-08T15:30:20Z", "2024-08-08T12:00Z")]
    [InlineData("2024-08-06T00:00Z", "2024-08-08T15:30:20Z", "2024-08-08T00:00Z")]
    [InlineData("2024-08-06T00:00Z", "2024-08-08T00:00:03Z", "2024-08-07T00:00Z")]
    [InlineData("2024-08-06T00:00Z", "2024-08-08T00:10Z", "2024-08-08T00:00Z")]
    [InlineData("2024-08-07T22:00Z", "2024-08-08T00:05Z", "2024-08-07T22:00Z")]
    public void A_new_request_begins_where_every_book_has_a_snapshot(string beginning, string last, string from)
    {
        Assert.True(_cursor.Accept(Change(At(last), isSnapshot: true), "book_change", _before));

        Assert.Equal(At(from), _cursor.Resume(At(beginning)));
    }

    [Fact]
    public void A_book_whose_snapshot_comes_again_continues_and_any_other_has_a_gap()
    {
        var other = Id with { Symbol = "ETHUSD" };
        var start = At("2024-08-08T00:00Z");
        MarketEvent[] delivered =
            [Change(start, isSnapshot: true), Change(start, isSnapshot: true) with { Instrument = other }, Change(start.AddMinutes(20), isSnapshot: false)];
        Assert.All(delivered, next => Assert.True(_cursor.Accept(next, "book_change", _before)));

        _cursor.Resume(start);
        Assert.False(_cursor.Accept(delivered[0], "book_change", _before));
        Assert.False(_cursor.Accept(delivered[2], "book_change", _before));
        Assert.Empty(_before);
        Assert.True(_cursor.Accept(Change(start.AddMinutes(21), isSnapshot: false), "book_change", _before));

        Assert.Equal(other, Assert.IsType<Disconnect>(Assert.Single(_before)).Instrument);
    }

    [Fact]
    public void A_disconnect_among_what_was_delivered_takes_back_the_snapshot_before_it()
    {
        var start = At("2024-08-08T00:00Z");
        MarketEvent snapshot = Change(start, isSnapshot: true);
        MarketEvent change = Change(start.AddMinutes(20), isSnapshot: false);
        Assert.True(_cursor.Accept(snapshot, "book_change", _before));
        Assert.True(_cursor.Accept(change, "book_change", _before));

        _cursor.Resume(start);
        Assert.False(_cursor.Accept(snapshot, "book_change", _before));
        Assert.False(_cursor.Accept(
            new Disconnect { Instrument = new("bitmex", ""), VenueTime = change.ReceivedAt, ReceivedAt = snapshot.ReceivedAt + TimeSpan.FromSeconds(1) }, "disconnect", _before));
        _cursor.End(_before);

        Assert.Equal(Id, Assert.IsType<Disconnect>(Assert.Single(_before)).Instrument);
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static BookChange Change(DateTimeOffset at, bool isSnapshot) => new()
    {
        Instrument = Id,
        VenueTime = Instant.From(at),
        ReceivedAt = Instant.From(at),
        IsSnapshot = isSnapshot,
        Bids = [new(99, 1)],
        Asks = [new(101, 1)],
    };
}
