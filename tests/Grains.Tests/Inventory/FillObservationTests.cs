using System.Collections.Concurrent;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.Marks;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Markouts;
using Ballast.Grains.Pnl;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>What is asked for to find the mids and fee rates of booked fills.</summary>
public sealed class FillObservationTests
{
    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly Instant Minute = FxPoint.MinuteOf(new(1_700_000_000_000_000));
    private static readonly SamplingGrid Grid = new(TimeSpan.FromSeconds(1));

    private readonly ConcurrentBag<Instant> _asked = [];
    private readonly ConcurrentBag<long> _sampled = [];
    private readonly InstrumentMarket _market = new(MarkPolicy.Default, TimeSpan.FromSeconds(60), isRecording: true);
    private readonly InstrumentLedgers _ledgers = new(new Instrument { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" });
    private readonly MarkoutTracker _markouts = new(Perpetual, "USDT", new(MarkoutHorizons.Parse("1s"), MarkoutSizes.Default));
    private readonly FakeTimeProvider _time = new(Minute.ToDateTimeOffset());
    private Func<long, SampleColumn> _column = first => new() { FirstIndex = first, Mids = [.. Enumerable.Range(0, 400).Select(i => 1_000.0 + i)] };
    private Func<Instant, Task<FxPoint>> _point = minute => Task.FromResult(
        new FxPoint(minute, new() { Version = 1, Now = minute, MaxAge = TimeSpan.FromMinutes(1), Quotes = [new("BNB", "USDT", 600m, minute)] }, Closed: true));

    [Fact]
    public async Task Five_thousand_fees_of_three_minutes_take_three_look_ups_each_time_until_the_minutes_are_closed()
    {
        var closed = _point;
        _point = minute => Task.FromResult(new FxPoint(minute, null, Closed: false));
        Book(5_000, i => Minute + TimeSpan.FromMilliseconds(i * 30));
        var observation = Observation();
        await Settle(observation, AnnotationKind.NoMid);

        Assert.Empty(await observation.Due(_ledgers, _markouts, Recording.Running));
        Instant[] minutes = [Minute, Minute + TimeSpan.FromMinutes(1), Minute + TimeSpan.FromMinutes(2)];
        Assert.Equal(minutes, _asked.Order());
        _asked.Clear();
        _point = closed;
        var due = await observation.Due(_ledgers, _markouts, Recording.Running);

        Assert.Equal(minutes, _asked.Order());
        Assert.Equal(5_000, due.Count);
        Assert.All(due, annotation => Assert.Equal((AnnotationKind.FeeRate, 600m), (annotation.Kind, annotation.Value)));
    }

    [Fact]
    public async Task Fees_that_wait_for_their_minute_do_not_hold_back_the_mid_of_a_later_fill()
    {
        _point = minute => Task.FromResult(new FxPoint(minute, null, Closed: false));
        Book(5_000, i => Minute + TimeSpan.FromMilliseconds(i));
        var observation = Observation();
        await Settle(observation, AnnotationKind.NoMid);
        Assert.Empty(await observation.Due(_ledgers, _markouts, Recording.Running));

        Book(1, _ => Minute + TimeSpan.FromSeconds(10), from: 5_000);
        var due = Assert.Single(await observation.Due(_ledgers, _markouts, Recording.Running));

        Assert.Equal((5_001, AnnotationKind.NoMid), (due.Number, due.Kind));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    public async Task A_fee_is_given_up_after_15_minutes_only_while_no_minute_has_ever_closed(bool hasBegun, int givenUp)
    {
        _point = minute => Task.FromResult(new FxPoint(minute, null, Closed: false) { HasBegun = hasBegun });
        Book(3, i => Minute + TimeSpan.FromMinutes(i));
        var observation = Observation(isLive: true);
        _time.Advance(TimeSpan.FromMinutes(30));
        await Settle(observation, AnnotationKind.NoMid);

        var due = await observation.Due(_ledgers, _markouts, Recording.Running);

        Assert.Equal(Enumerable.Repeat(AnnotationKind.NoFeeRate, givenUp), due.Select(annotation => annotation.Kind));
        Assert.Equal(hasBegun ? [Minute] : [Minute, Minute + TimeSpan.FromMinutes(1), Minute + TimeSpan.FromMinutes(2)], _asked.Order());
    }

    [Theory]
    [InlineData("BNB", 500.0)]
    [InlineData("OTHER", null)]
    public async Task A_minute_without_a_rate_leaves_a_fee_to_the_rate_of_the_configuration(string asset, double? expected)
    {
        _point = minute => Task.FromResult(new FxPoint(minute, new() { Version = 1, Now = minute, MaxAge = TimeSpan.FromMinutes(1), Quotes = [] }, Closed: true));
        Book(1, _ => Minute);
        var fees = new FeeOptions { FallbackRates = { [asset] = 500m } };
        var observation = Observation(fallback: (from, to, table) => fees.FallbackOf(from, to, "USDT", table));
        await Settle(observation, AnnotationKind.NoMid);

        var due = Assert.Single(await observation.Due(_ledgers, _markouts, Recording.Running));

        Assert.Equal(expected is null ? new Annotation(1, AnnotationKind.NoFeeRate, 0, null) : new Annotation(1, AnnotationKind.FeeRate, Annotation.FallbackRate, 500m), due);
    }

    [Fact]
    public async Task A_fee_waits_for_a_book_that_its_minute_was_closed_without()
    {
        var rates = new FxTable { Version = 1, Now = Minute, MaxAge = TimeSpan.FromMinutes(1), Quotes = [new("BTC", "USDT", 60_000m, Minute)] };
        _point = minute => Task.FromResult(new FxPoint(minute, rates, Closed: true) { Awaited = [new("BNB", "BTC")] });
        Book(1, _ => Minute);
        var observation = Observation(fallback: (_, _, _) => 500m);
        await Settle(observation, AnnotationKind.NoMid);
        Assert.Empty(await observation.Due(_ledgers, _markouts, Recording.Running));

        var late = new FxQuote("BNB", "BTC", 0.01m, Minute);
        _point = minute => Task.FromResult(new FxPoint(minute, rates with { Quotes = [.. rates.Quotes, late] }, Closed: true));

        Assert.Equal(new(1, AnnotationKind.FeeRate, 0, 600m), Assert.Single(await observation.Due(_ledgers, _markouts, Recording.Running)));
    }

    [Fact]
    public async Task A_rate_of_the_market_goes_before_that_of_the_configuration()
    {
        Book(1, _ => Minute);
        var observation = Observation(fallback: (_, _, _) => 500m);
        await Settle(observation, AnnotationKind.NoMid);

        Assert.Equal(new(1, AnnotationKind.FeeRate, 0, 600m), Assert.Single(await observation.Due(_ledgers, _markouts, Recording.Running)));
    }

    [Fact]
    public async Task A_fee_before_the_first_minute_with_a_rate_has_the_rate_of_that_minute_marked_as_later()
    {
        var closed = _point;
        _point = minute => minute < Later(2) ? Closed(minute) : minute == Later(2) ? closed(minute) : throw new InvalidOperationException("past the first rate");
        Book(1, _ => Minute + TimeSpan.FromSeconds(21));
        var observation = Observation(fallback: (_, _, _) => 500m);
        await Settle(observation, AnnotationKind.NoMid);

        Assert.Equal(new(1, AnnotationKind.FeeRate, Annotation.LaterRate, 600m), Assert.Single(await observation.Due(_ledgers, _markouts, Recording.Running)));
        Assert.Equal([Minute, Later(1), Later(2)], _asked.Order());
    }

    [Fact]
    public async Task A_fee_waits_for_the_minutes_after_it_and_no_longer()
    {
        var open = Later(3);
        _point = minute => minute < open ? Closed(minute) : Task.FromResult(new FxPoint(minute, null, Closed: false) { HasBegun = true });
        Book(1, _ => Minute);
        var observation = Observation(fallback: (_, _, _) => 500m);
        await Settle(observation, AnnotationKind.NoMid);

        Assert.Empty(await observation.Due(_ledgers, _markouts, Recording.Running));
        open = Later(6);
        Assert.Equal(new(1, AnnotationKind.FeeRate, Annotation.FallbackRate, 500m), Assert.Single(await observation.Due(_ledgers, _markouts, Recording.Running)));
    }

    [Fact]
    public async Task At_the_end_of_a_recording_a_fee_waits_for_no_later_minute()
    {
        _point = minute => minute == Minute ? Closed(minute) : Task.FromResult(new FxPoint(minute, null, Closed: false) { HasBegun = true });
        Book(1, _ => Minute);
        var observation = Observation();
        await Settle(observation, AnnotationKind.NoMid);

        Assert.Empty(await observation.Due(_ledgers, _markouts, Recording.Running));
        Assert.Equal(new(1, AnnotationKind.NoFeeRate, 0, null), Assert.Single(await observation.Due(_ledgers, _markouts, Recording.Ended)));
    }

    [Fact]
    public async Task Rates_that_cannot_be_asked_for_do_not_hold_back_mids()
    {
        _point = _ => throw new TimeoutException("no answer");
        Book(1, _ => Minute);
        var observation = Observation();

        Assert.Equal(AnnotationKind.NoMid, Assert.Single(await observation.Due(_ledgers, _markouts, Recording.Running)).Kind);
    }

    [Fact]
    public async Task Fills_older_than_the_mids_kept_are_all_found_in_one_answer_of_the_book()
    {
        Book(500, i => Minute + TimeSpan.FromSeconds(i), fee: null);
        _market.Mids.Add(Minute + TimeSpan.FromHours(1), 100);

        var due = await Observation().Due(_ledgers, _markouts, Recording.Running);

        Assert.Equal([Grid.IndexAtOrBefore(Minute)], _sampled);
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => (i + 1L, i < 400 ? AnnotationKind.GridMid : AnnotationKind.NoMid, i < 400 ? 1_000m + i : default(decimal?))),
            due.Select(annotation => (annotation.Number, annotation.Kind, annotation.Value)));
    }

    [Fact]
    public async Task A_fill_at_a_grid_point_that_its_book_has_not_closed_yet_waits_and_then_gets_the_mid_of_that_point()
    {
        var at = Minute + TimeSpan.FromSeconds(10);
        Book(1, _ => at, fee: null);
        _market.Mids.Add(Minute + TimeSpan.FromHours(1), 100);
        var observation = Observation(isLive: true);
        _column = first => new() { FirstIndex = first - 1, Mids = [999], ClosedAsOf = at + SamplingGrid.ClosingDelay - TimeSpan.FromMilliseconds(1) };

        Assert.Empty(await observation.Due(_ledgers, _markouts, Recording.Running));
        Assert.Empty(await observation.Due(_ledgers, _markouts, Recording.Running));
        _column = first => new() { FirstIndex = first - 1, Mids = [999, 1_010.5, 1_011], ClosedAsOf = at + SamplingGrid.ClosingDelay + Grid.Step };

        Assert.Equal([new(1, AnnotationKind.GridMid, 0, 1_010.5m)], await observation.Due(_ledgers, _markouts, Recording.Running));
    }

    [Fact]
    public async Task A_point_that_its_book_has_closed_without_a_mid_is_final()
    {
        var at = Minute + TimeSpan.FromSeconds(10);
        Book(1, _ => at, fee: null);
        _market.Mids.Add(Minute + TimeSpan.FromHours(1), 100);
        _column = first => new() { FirstIndex = first, Mids = [double.NaN], ClosedAsOf = at + SamplingGrid.ClosingDelay };

        Assert.Equal([new(1, AnnotationKind.NoMid, 0, null)], await Observation(isLive: true).Due(_ledgers, _markouts, Recording.Running));
    }

    [Fact]
    public async Task A_point_that_its_book_never_closes_is_given_up_after_a_quarter_of_an_hour()
    {
        Book(1, _ => Minute, fee: null);
        _market.Mids.Add(Minute + TimeSpan.FromHours(1), 100);
        _column = first => new() { FirstIndex = first, Mids = [], ClosedAsOf = Minute };
        var observation = Observation(isLive: true);

        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Empty(await observation.Due(_ledgers, _markouts, Recording.Running));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal([new(1, AnnotationKind.NoMid, 0, null)], await observation.Due(_ledgers, _markouts, Recording.Running));
    }

    private static Instant Later(int minutes) => Minute + TimeSpan.FromMinutes(minutes);

    /// <summary>A closed minute without any rate.</summary>
    private static Task<FxPoint> Closed(Instant minute) => Task.FromResult(new FxPoint(minute, null, Closed: true) { HasBegun = true });

    /// <summary>Books fills with fees in a third asset, one each time.</summary>
    private void Book(int count, Func<int, Instant> at, string? fee = "BNB", int from = 0)
    {
        for (var i = 0; i < count; i++)
        {
            var fill = Some.Fill(Perpetual, "desk", $"t{from + i}") with { VenueTime = at(i), Fee = fee is null ? 0 : 0.001m, FeeAsset = fee };
            _ledgers.Commit(_ledgers.Prepare([fill], StampRange.All), from + i + 1);
        }
    }

    /// <summary>Applies everything that is due before rates are.</summary>
    private async Task Settle(FillObservation observation, AnnotationKind kind)
    {
        foreach (var annotation in await observation.Due(_ledgers, _markouts, Recording.Running))
        {
            Assert.Equal(kind, annotation.Kind);
            _ledgers.Annotate(annotation);
        }
    }

    /// <summary>On a market that has mids from before every fill to after it, none of them a price, unless a test adds others.</summary>
    private FillObservation Observation(bool isLive = false, Func<string, string, FxTable?, decimal?>? fallback = null)
    {
        if (_market.Mids.Count == 0)
        {
            _market.Mids.Add(Minute - TimeSpan.FromSeconds(1), double.NaN);
            _market.Mids.Confirm(Minute + TimeSpan.FromHours(1));
        }

        var clock = new MarketClock(_time);
        if (!isLive)
        {
            clock.FollowRecording();
        }

        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IFxGrain>((_, method, arguments) =>
        {
            if (method == nameof(IFxGrain.Need))
            {
                return Task.CompletedTask;
            }

            _asked.Add((Instant)arguments[0]!);
            return _point((Instant)arguments[0]!);
        });
        stubs.Add<IOrderBookGrain>((_, _, arguments) =>
        {
            _sampled.Add((long)arguments[0]!);
            return Task.FromResult(_column((long)arguments[0]!));
        });
        return new(_market, grains.Book(Perpetual), new(grains, new(grains, Options.Create(new BallastOptions())), TimeProvider.System), clock, Grid, fallback);
    }
}
