using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.Portfolios.Forecasts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Risk;

/// <summary>How long the forecasts of a portfolio wait for a book that does not answer.</summary>
public sealed class ForecastSamplesTests
{
    private static readonly InstrumentId Dead = new("venue", "BTC-PERP");
    private static readonly InstrumentId Good = new("venue", "ETH-PERP");

    private readonly FakeTimeProvider _time = new();
    private readonly MarketClock _clock;
    private readonly ForecastSamples _samples;
    private TaskCompletionSource<SampleColumn> _answer = new();

    public ForecastSamplesTests()
    {
        _clock = new(_time);
        _clock.Advance(_clock.Now);
        var options = Options.Create(new BallastOptions());
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IOrderBookGrain>((key, _, _) => key == $"{Good}" ? Task.FromResult(Column()) : _answer.Task);
        _samples = new("desk", new SampleCache(grains, null!, _clock, options, _time), _clock, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task Forecasts_wait_half_a_minute_for_a_book_and_then_go_on_without_it_until_it_answers()
    {
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < ForecastSamples.Patience)
        {
            Assert.Equal(default, await Look());
            Assert.Empty(_samples.Silent);
            Tick(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(_clock.Applied, await Look());
        Assert.Equal([Dead], _samples.Silent);

        // It is not waited for any more. Its late answer is of the time at which it was asked, and the next one of now.
        Tick(TimeSpan.FromSeconds(1));
        Assert.Equal(_clock.Applied, await _samples.ClosedAsOf([Good, Dead]));
        _answer.SetResult(Column());
        Assert.True(await Look() < _clock.Applied);
        Assert.Equal(_clock.Applied, await Look());
        Assert.Empty(_samples.Silent);
    }

    [Fact]
    public async Task A_book_that_fails_is_waited_for_as_one_that_is_silent()
    {
        _answer.SetException(new TimeoutException("gone"));
        Assert.Equal(default, await Look());
        Tick(ForecastSamples.Patience);
        Assert.Equal(_clock.Applied, await Look());
        Assert.Equal([Dead], _samples.Silent);

        _answer = new();
        _answer.SetResult(Column());

        Assert.Equal(_clock.Applied, await Look());
        Assert.Empty(_samples.Silent);
    }

    [Fact]
    public async Task A_recording_waits_for_a_book_however_long()
    {
        _clock.FollowRecording();
        var look = _samples.ClosedAsOf([Good, Dead]);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(look.IsCompleted);

        _answer.SetResult(Column());

        Assert.Equal(_clock.Applied, await look.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken));
    }

    private SampleColumn Column() => new() { FirstIndex = new SamplingGrid(TimeSpan.FromSeconds(1)).LastClosed(_clock.Applied), Mids = [100], ClosedAsOf = _clock.Applied };

    private void Tick(TimeSpan step)
    {
        _time.Advance(step);
        _clock.Advance(_clock.Now);
    }

    /// <summary>As the portfolio does each second; a question without an answer ends by the fake clock.</summary>
    private async Task<Instant> Look()
    {
        var look = _samples.ClosedAsOf([Good, Dead]);
        if (!look.IsCompleted)
        {
            Tick(ForecastSamples.AnswerTimeout);
        }

        return await look.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
    }
}
