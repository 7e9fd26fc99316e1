using Ballast.Grains.OrderBooks;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>How far the samples are closed that the forecasts of a portfolio need. Live, a book that does not answer is waited for a bounded time.</summary>
/// <remarks>A forecast without the samples of such a book names it and has no figures. Used on the grain's scheduler only.</remarks>
/// <param name="portfolio">Name of the portfolio, for the log.</param>
/// <param name="cache">The silo's samples.</param>
/// <param name="clock">Says whether a recording is replayed, which waits for every book.</param>
/// <param name="time">The wall clock.</param>
/// <param name="logger">Logs books that are waited for no more.</param>
internal sealed partial class ForecastSamples(string portfolio, SampleCache cache, MarketClock clock, TimeProvider time, ILogger logger)
{
    /// <summary>Longest time that one look waits for a book.</summary>
    internal static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Time without an answer after which forecasts wait for a book no more.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<InstrumentId, Task<Instant>> _asked = [];
    private readonly Dictionary<InstrumentId, long> _silentSince = [];
    private HashSet<InstrumentId> _silent = [];

    /// <summary>Creates the samples of a portfolio.</summary>
    internal ForecastSamples(string portfolio, PortfolioServices services)
        : this(portfolio, services.Market.Samples, services.Market.Clock, services.Market.Time, services.Diagnostics.LoggerOf<ForecastSamples>())
    {
    }

    /// <summary>Instruments whose books have not answered for <see cref="Patience"/>, as of the last look. It is not changed later.</summary>
    internal IReadOnlySet<InstrumentId> Silent => _silent;

    /// <summary>Arrival time as of which the samples are closed that forecasts wait for; the default while a book is waited for that does not answer.</summary>
    internal async Task<Instant> ClosedAsOf(IReadOnlyCollection<InstrumentId> needed)
    {
        if (clock.FollowsRecording)
        {
            return await cache.GetClosedAsOf(needed);
        }

        var answers = await Task.WhenAll(needed.Select(Answer));
        Instant[] waitedFor = [.. needed.Zip(answers).Where(book => !IsGivenUp(book.First)).Select(book => book.Second ?? default)];
        _silent = [.. needed.Where(IsGivenUp)];
        foreach (var instrument in _silentSince.Keys.Concat(_asked.Keys).Except(needed).ToArray())
        {
            _silentSince.Remove(instrument);
            _asked.Remove(instrument);
        }

        return waitedFor.Append(clock.Applied).Min();
    }

    private bool IsGivenUp(InstrumentId instrument) =>
        _silentSince.TryGetValue(instrument, out var since) && time.GetElapsedTime(since) >= Patience;

    /// <summary>As of when the samples of one instrument are closed; <see langword="null"/> when its book does not answer.</summary>
    private async Task<Instant?> Answer(InstrumentId instrument)
    {
        var wasGivenUp = _silent.Contains(instrument);
        var began = time.GetTimestamp();
        if (!_asked.TryGetValue(instrument, out var asked))
        {
            asked = _asked[instrument] = cache.GetClosedAsOf([instrument]);
        }

        try
        {
            // One that was given up is not waited for again; the question that is under way says when it is back.
            var answer = await asked.WaitAsync(wasGivenUp && !asked.IsCompleted ? TimeSpan.Zero : AnswerTimeout, time);
            _asked.Remove(instrument);
            _silentSince.Remove(instrument);
            return answer;
        }
        catch (Exception e)
        {
            if (asked.IsCompleted)
            {
                _asked.Remove(instrument);
            }

            _silentSince.TryAdd(instrument, began);
            if (!wasGivenUp && IsGivenUp(instrument))
            {
                GivenUp(logger, e, portfolio, instrument, Patience);
            }

            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its forecasts are made without the samples of {Instrument}, whose book has not answered for {Patience}")]
    private static partial void GivenUp(ILogger logger, Exception exception, string portfolio, InstrumentId instrument, TimeSpan patience);
}
