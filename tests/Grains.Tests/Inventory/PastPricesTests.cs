using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.OrderBooks;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>Marks of past seconds from what is in memory, else from samples, and the second at which a new activation goes on closing.</summary>
public sealed class PastPricesTests
{
    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly SamplingGrid Grid = new(TimeSpan.FromMinutes(1));
    private static readonly Instant Midnight = new(1_700_006_400_000_000);

    private readonly InstrumentMarket _market = new(MarkPolicy.Default, TimeSpan.FromSeconds(60));
    private readonly StoredSamples _stored = new();
    private readonly FakeTimeProvider _time = new(Midnight.ToDateTimeOffset());
    private readonly IGrainFactory _grains;
    private readonly StubGrains _stubs;
    private readonly PastPrices _prices;

    public PastPricesTests()
    {
        (_grains, _stubs) = StubGrains.Create();
        _stubs.Add<IOrderBookGrain>((_, _, _) => Task.FromResult(new SampleColumn { FirstIndex = 0, Mids = [] }));
        _prices = new(Perpetual, _market, new(_grains, _stored, new(_time), Options.Create(new BallastOptions()), _time), Grid);
    }

    [Fact]
    public async Task A_mark_that_nobody_keeps_is_the_stored_sample_if_that_is_fresh_and_the_policy_allows_it()
    {
        _stored.Mids[Grid.IndexAtOrBefore(Midnight)] = 110;

        Assert.Equal(110m, (await _prices.At(Midnight)).Mark?.Price);
        Assert.Equal((110m, MarkSource.Mid), ((await _prices.At(Midnight + TimeSpan.FromSeconds(60))).Mid?.Price, (await _prices.At(Midnight + TimeSpan.FromSeconds(60))).Source));
        Assert.Null((await _prices.At(Midnight + TimeSpan.FromSeconds(61))).Mark);
        Assert.Null((await _prices.At(Midnight - TimeSpan.FromSeconds(1))).Mark);
        Assert.Null((await _prices.At(Midnight + TimeSpan.FromMilliseconds(1))).Mark);
        var onlyExchange = new InstrumentMarket(new(MarkSource.Exchange), TimeSpan.FromSeconds(60));
        Assert.Null((await new PastPrices(Perpetual, onlyExchange, new(_grains, _stored, new(_time), Options.Create(new BallastOptions()), _time), Grid).At(Midnight)).Mark);
    }

    [Fact]
    public async Task What_is_in_memory_comes_before_samples()
    {
        _stored.Mids[Grid.IndexAtOrBefore(Midnight)] = 110;
        _market.Apply(Mid(Midnight - TimeSpan.FromSeconds(2), 120));
        _market.Apply(Mid(Midnight + TimeSpan.FromSeconds(2), 130));

        Assert.Equal(120m, (await _prices.At(Midnight)).Mark?.Price);
        Assert.Equal(0, _stored.Reads);
    }

    [Fact]
    public async Task A_portfolio_that_does_not_answer_delays_no_second_of_the_others()
    {
        _market.Apply(Mid(Midnight - TimeSpan.FromMinutes(1), 120));
        var asked = new TaskCompletionSource();
        _stubs.Add<IPortfolioGrain>((portfolio, _, _) =>
        {
            if (portfolio == "well")
            {
                return Task.FromResult<Instant?>(Midnight - TimeSpan.FromSeconds(10));
            }

            asked.SetResult();
            return new TaskCompletionSource<Instant?>().Task;
        });
        var resumption = new ClosingResumption(Perpetual, _grains, _market, _prices, _time, NullLogger.Instance);

        var first = resumption.FirstSecond(["sick", "well"], Midnight);
        await asked.Task.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);
        _time.Advance(ClosingResumption.Patience);

        Assert.Equal(Midnight - TimeSpan.FromSeconds(9), await first.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(120m, _market.Seconds.At(Midnight - TimeSpan.FromSeconds(9)).Mark?.Price);
    }

    [Fact]
    public async Task Seconds_of_a_pause_are_resumed_from_stored_samples_and_without_marks_when_those_cannot_be_read()
    {
        _stored.Mids[Grid.IndexAtOrBefore(Midnight)] = 110;
        _stubs.Add<IPortfolioGrain>((_, _, _) => Task.FromResult<Instant?>(Midnight + TimeSpan.FromSeconds(9)));
        var resumption = new ClosingResumption(Perpetual, _grains, _market, _prices, _time, NullLogger.Instance);
        var (now, tenth) = (Midnight + TimeSpan.FromMinutes(5), Midnight + TimeSpan.FromSeconds(10));

        _stored.Fails = true;
        Assert.Equal(tenth, await resumption.FirstSecond(["desk"], now));
        Assert.Null(_market.Seconds.At(tenth).Mark);
        _stored.Fails = false;
        Assert.Equal(tenth, await resumption.FirstSecond(["desk"], now));

        Assert.Equal([110m, null], new[] { tenth, Midnight + TimeSpan.FromSeconds(61) }.Select(at => _market.Seconds.At(at).Mark?.Price));
    }

    private static MidUpdate Mid(Instant at, double mid) => new()
    {
        Instrument = Perpetual,
        BookEpoch = 1,
        FirstChange = 0,
        Changes = [new(at, mid)],
        State = BookState.Live,
        ReceivedAt = at,
        VenueTime = at,
        Marks = [new(at, mid, mid, at, double.NaN, default)],
    };
}
