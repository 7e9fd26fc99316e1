using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Fx;
using Ballast.Grains.Interfaces.Books;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;

namespace Ballast.Grains.Tests.Fx;

/// <summary>Which books are followed, what is asked of the others, and how long a minute waits for a book.</summary>
public sealed class FxBooksTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SomeFx _fx = new();
    private readonly FxQuotes _quotes;
    private readonly IGrainFactory _grains;
    private readonly Dictionary<string, Func<string, object?[], object>> _answers = [];
    private readonly List<(string Book, string Method)> _calls = [];
    private readonly IMidSubscriber _self;
    private FxHistory _history = null!;
    private FxBooks _books = null!;

    public FxBooksTests()
    {
        _quotes = new(new(), _fx.Preference, _fx, "USDT");
        (_grains, var stubs) = StubGrains.Create();
        stubs.Add<IOrderBookGrain>((key, method, arguments) =>
        {
            _calls.Add((key, method));
            return _answers[key](method, arguments);
        });
        stubs.Add<IMidSubscriber>((_, _, _) => Task.CompletedTask);
        _self = _grains.GetGrain<IMidSubscriber>("fx");
    }

    public async ValueTask InitializeAsync()
    {
        (_history, _) = await _fx.Open();
        _books = Books(_fx.Clock);
    }

    public ValueTask DisposeAsync()
    {
        _history.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_book_that_does_not_answer_holds_a_minute_back_only_as_long_as_its_patience()
    {
        Add("GOOD", Registered);
        var never = new TaskCompletionSource<BookRegistration>();
        Add("DEAD", (_, _) => never.Task);
        NeedAll();
        var due = _fx.Last;

        // Each look takes the 5 s after which a question to the book is given up.
        Assert.True(await WaitsFor(due));
        Assert.True(await WaitsFor(due));
        Assert.False(await WaitsFor(due));

        // Once given up, later minutes do not wait for it at all.
        _fx.Time.Advance(SomeFx.Minute);
        Assert.False(await WaitsFor(_fx.Last));
    }

    [Fact]
    public async Task A_book_that_was_given_up_is_waited_for_again_once_it_has_answered()
    {
        Add("COIN", (_, _) => throw new TimeoutException("unreachable"));
        NeedAll();
        Assert.True(await WaitsFor(_fx.Last));
        _fx.Time.Advance(Patience);
        Assert.False(await WaitsFor(_fx.Last));

        Add("COIN", Registered);
        await WaitsFor(_fx.Last);
        Assert.False(await WaitsFor(_fx.Last));
        Add("COIN", Lagging);
        _fx.Time.Advance(SomeFx.Minute);

        Assert.True(await WaitsFor(_fx.Last));
    }

    [Fact]
    public async Task Minutes_closed_without_a_late_book_get_its_rates_once_it_is_back()
    {
        Add("COIN", Lagging);
        NeedAll();
        var first = _fx.Last;
        Assert.True(await WaitsFor(first));
        _fx.Time.Advance(Patience);
        Assert.False(await WaitsFor(first));
        await _history.Close(first, _books.LateAt(first));
        var point = await _history.Read(first);
        Assert.Equal((true, null, true), (point.Closed, point.Table, point.MayGain("COIN", "USDT")));

        Add("COIN", (method, arguments) => method == nameof(IOrderBookGrain.GetSamples)
            ? Task.FromResult(new SampleColumn { FirstIndex = (long)arguments[0]!, Mids = [.. Enumerable.Repeat(7.0, 300)] })
            : Registered(method, arguments));
        _fx.Time.Advance(SomeFx.Minute);
        await WaitsFor(_fx.Last);
        var (again, _) = await _fx.Open();
        Assert.True(again.IsLate(_fx.Find(new("v", "COIN/USDT"))!));
        again.Dispose();

        await _books.Complete(_fx.Last);

        point = await _history.Read(first);
        Assert.Equal((7m, false), (point.Table!.Convert("COIN", "USDT")!.Rate, point.MayGain("COIN", "USDT")));
        Assert.Empty(point.Awaited);
    }

    [Fact]
    public async Task A_late_book_is_awaited_for_a_quarter_of_an_hour_and_for_no_other_pair()
    {
        Add("COIN", Lagging);
        NeedAll();
        await _history.Close(_fx.Last, _books.LateAt(_fx.Last));
        var point = await _history.Read(_fx.Last);
        Assert.Equal((true, false), (point.MayGain("COIN", "USDT"), point.MayGain("OTHER", "USDT")));
        var minute = _fx.Last;

        _fx.Time.Advance(TimeSpan.FromMinutes(15));

        Assert.False((await _history.Read(minute)).MayGain("COIN", "USDT"));
    }

    [Fact]
    public async Task A_recording_waits_for_its_books_however_long()
    {
        var books = Books(_fx.Recording());
        Add("COIN", Lagging);
        var due = _fx.Last;
        await books.Follow(_self);
        await books.Ask(due, _self);
        Assert.True(books.WaitsFor(due));

        _fx.Time.Advance(TimeSpan.FromHours(1));

        Assert.True(books.WaitsFor(due));
    }

    [Fact]
    public async Task A_minute_waits_for_a_book_whose_feed_is_behind_the_others()
    {
        Add("COIN", (_, _) => Registration(behind: false, feed: "f/0"));
        NeedAll();
        var due = _fx.Last;
        Assert.True(await WaitsFor(due));
        _fx.Clock.Advance("f/0", due + Second);
        _fx.Clock.Advance("ahead/0", due + SomeFx.Minute);
        Assert.True(await WaitsFor(due));

        _fx.Clock.Advance("f/0", due + SamplingGrid.ClosingDelay);

        Assert.False(await WaitsFor(due));
    }

    [Fact]
    public async Task Only_books_that_conversions_need_are_followed_and_the_others_are_read_once_a_minute()
    {
        Add("COIN", Registered);
        Add("OTHER", Registered);
        _quotes.Need("COIN");
        await _books.Follow(_self);
        _calls.Clear();
        _answers["v/OTHER/USDT"] = (method, arguments) => method == nameof(IOrderBookGrain.GetSamples)
            ? Task.FromResult(new SampleColumn { FirstIndex = (long)arguments[0]!, Mids = [7] })
            : throw new NotSupportedException(method);
        var due = _fx.Last;

        Assert.False(await WaitsFor(due));
        Assert.False(await WaitsFor(due));
        await _history.Close(due);

        Assert.Single(_calls, call => call == ("v/OTHER/USDT", nameof(IOrderBookGrain.GetSamples)));
        Assert.Equal(7m, (await _history.Read(due)).Table!.Convert("OTHER", "USDT")!.Rate);
        Assert.DoesNotContain(_quotes.Table(_fx.Clock.Now).Quotes, quote => quote.Base == "OTHER");
    }

    [Fact]
    public async Task A_sample_that_the_book_has_not_closed_yet_is_waited_for()
    {
        Add("OTHER", (_, arguments) => Task.FromResult(new SampleColumn { FirstIndex = (long)arguments[0]! - 1, Mids = [7] }));

        Assert.True(await WaitsFor(_fx.Last));
    }

    [Fact]
    public void A_stamp_an_hour_ahead_does_not_stop_a_rate()
    {
        Add("COIN", Registered);
        NeedAll();
        var now = _fx.Clock.Now;
        var ahead = now + TimeSpan.FromHours(1);

        Assert.True(_books.Apply(LiveMidsTests.Update(ahead, SomeFx.Mark(ahead, 5))));
        _fx.Time.Advance(Second);
        Assert.True(_books.Apply(LiveMidsTests.Update(now + Second, SomeFx.Mark(now + Second, 6))));

        Assert.Equal(6m, _quotes.Table(_fx.Clock.Now).Convert("COIN", "USDT")!.Rate);
        Assert.True(_quotes.NewestArrival <= _fx.Clock.Now);
    }

    [Fact]
    public async Task A_renewed_registration_changes_neither_version_nor_table()
    {
        var mark = SomeFx.Mark(_fx.Clock.Now, 5);
        Add("COIN", (method, _) => method == nameof(IOrderBookGrain.GetMids)
            ? throw new NotSupportedException(method)
            : Task.FromResult(new BookRegistration { Feed = "f/0", Current = LiveMidsTests.Update(mark.At, mark) }));
        NeedAll();
        await _books.Renew(_self);
        var before = _quotes.Table(_fx.Clock.Now);
        Assert.Equal(5m, before.Convert("COIN", "USDT")!.Rate);

        await _books.Renew(_self);

        Assert.Same(before, _quotes.Table(_fx.Clock.Now));
    }

    [Fact]
    public void A_table_is_made_again_when_one_of_its_rates_has_become_too_old()
    {
        var (old, fresh) = (_fx.Spot("COIN", venue: "a"), _fx.Spot("COIN", venue: "b"));
        foreach (var spot in (Instrument[])[old, fresh])
        {
            _answers[$"{spot.Id}"] = Registered;
            _quotes.Add(spot.Id);
        }

        NeedAll();
        var now = _fx.Clock.Now;
        _books.Apply(LiveMidsTests.Update(now, SomeFx.Mark(now, 5)) with { Instrument = old.Id });
        _books.Apply(LiveMidsTests.Update(now, SomeFx.Mark(now + Second, 6)) with { Instrument = fresh.Id });
        Assert.Equal(5m, _quotes.Table(now).Convert("COIN", "USDT")!.Rate);

        _fx.Time.Advance(_fx.Preference.MaxAge + (Second / 2));

        Assert.True(_quotes.IsOutdated(_fx.Clock.Now));
        Assert.Equal(6m, _quotes.Table(_fx.Clock.Now).Convert("COIN", "USDT")!.Rate);
    }

    private FxBooks Books(MarketClock clock) =>
        new(_quotes, _history, _grains, clock, new(Patience, new SamplingGrid(Second), _fx.Time), NullLogger.Instance);

    private void Add(string asset, Func<string, object?[], object> answer)
    {
        var spot = _fx.Spot(asset);
        _answers[$"{spot.Id}"] = answer;
        _quotes.Add(spot.Id);
    }

    private void NeedAll()
    {
        foreach (var book in _quotes.Books)
        {
            _quotes.Need(book.Spot.Base);
            book.IsFollowed = true;
        }
    }

    /// <summary>As the grain does each second.</summary>
    private async Task<bool> WaitsFor(Instant due)
    {
        var asked = _books.Ask(due, _self);

        if (!asked.IsCompleted)
        {
            // A question without an answer ends by the fake clock.
            _fx.Time.Advance(5 * Second);
        }

        await asked.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
        return _books.WaitsFor(due);
    }

    private static object Registered(string method, object?[] arguments) => Registration(behind: false);

    private static object Lagging(string method, object?[] arguments) => Registration(behind: true);

    private static Task<BookRegistration> Registration(bool behind, string? feed = null) =>
        Task.FromResult(new BookRegistration { Feed = feed, Current = null, Behind = behind });
}
