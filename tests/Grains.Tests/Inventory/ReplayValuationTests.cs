using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Pnl;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>Own fills that are later than the end of a recording, at whose last mid they cannot be valued.</summary>
public sealed class ReplayValuationTests : IDisposable
{
    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly Instrument Terms = new() { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" };

    private static readonly Instant End = new(1_723_161_261_000_000);

    private readonly PnlMeter _meter = new(TimeProvider.System, NullLogger<PnlMeter>.Instance);
    private readonly InstrumentMarket _market = new(MarkPolicy.Default, TimeSpan.FromSeconds(60), isRecording: true);
    private readonly LedgerJournal _journal = new(new(null!, new(), new()), Perpetual, new(), () => End, TimeProvider.System, NullLogger.Instance);
    private readonly MarketClock _clock = new(TimeProvider.System);

    public ReplayValuationTests()
    {
        _journal.Start(Terms, LedgerPolicy.Of(new()));
        _clock.FollowRecording();
        _clock.Advance(End);
        _market.Apply(new MidUpdate
        {
            Instrument = Perpetual,
            BookEpoch = 1,
            FirstChange = 0,
            Changes = [new(End, 110)],
            State = BookState.Live,
            ReceivedAt = End,
            VenueTime = End,
            Marks = [new(End, 110, 110, End, double.NaN, default)],
        });
    }

    public void Dispose()
    {
        _meter.Dispose();
        _journal.Dispose();
    }

    [Fact]
    public void A_mark_is_as_old_as_the_newest_fill_says()
    {
        var position = Valued(TimeSpan.FromSeconds(60));

        Assert.Equal((110m, TimeSpan.FromSeconds(60)), (position.Mark, position.MarkAge));
        Assert.NotNull(position.Total);
    }

    [Fact]
    public void A_fill_long_after_the_end_has_no_mark_and_the_reason_says_how_old_the_newest_is()
    {
        var position = Valued(TimeSpan.FromDays(1));

        Assert.Equal((null, null, null), (position.Mark, position.Unrealized, position.Total));
        Assert.Equal(1m, position.Quantity);
        Assert.Contains("newest mark is 86400 s old, more than 60 s", position.Reason, StringComparison.Ordinal);
    }

    private PositionView Valued(TimeSpan afterTheEnd)
    {
        var prepared = _journal.Ledgers.Prepare([Some.Fill(Perpetual, "desk", "t1") with { VenueTime = End + afterTheEnd }], StampRange.All);
        _journal.Ledgers.Commit(prepared, 1);
        return new PositionValuation(_clock, _market, _meter).View(Assert.Single(_journal.Ledgers.All), _journal.Ledgers);
    }
}
