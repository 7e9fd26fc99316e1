using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.OrderBooks.Intake;
using Ballast.Grains.Portfolios.Risk;

namespace Ballast.Grains.OrderBooks;

/// <summary>Keeps the closed points of one book in the store, and gives the book those that were closed before it was activated.</summary>
/// <remarks>
/// Points that could not be written stay in the sampler, which holds the newest points, and are written later. Calls come from
/// one grain and may interleave; calls of the store do not.
/// </remarks>
internal sealed partial class SampleLog(
    BookIntake intake, ISampleStore store, MarketClock clock, RiskOptions risk, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(5);

    private readonly SamplingGrid _grid = new(risk.Grid);
    private Task<bool> _lastCall = Task.FromResult(true);
    private Task<bool>? _firstRestore;
    private bool _isRestored;
    private bool _isFailing;
    private bool _trimDue;
    private long _next;

    // The store may hold points before this one already.
    private long _firstNew;

    /// <summary>Time between writes: a crash loses at most the points that close in it.</summary>
    internal static TimeSpan PeriodOf(TimeSpan grid) =>
        TimeSpan.FromTicks(Math.Clamp(2 * grid.Ticks, TimeSpan.FromSeconds(10).Ticks, TimeSpan.FromMinutes(10).Ticks));

    /// <summary>1 once the points closed before this activation have been read from the store, if it had any; 0 before.</summary>
    internal long Restores => _isRestored ? 1 : 0;

    /// <summary>Whether points must be written now: a replay closes points faster than the timer writes them.</summary>
    internal bool IsDue =>
        clock.FollowsRecording && intake.Samples.ClosedEnd is { } end
        && end - Math.Max(_next, intake.Samples.Oldest!.Value) >= intake.Samples.Capacity / 2;

    /// <summary>Completes when the points closed before this activation have been read, or could not be; each write tries again.</summary>
    internal Task Restored()
    {
        if (_isRestored || (clock.FollowsRecording && intake.ReceivedAt == default))
        {
            // Before its first event a replay does not know which points are past.
            return Task.CompletedTask;
        }

        return _firstRestore ??= Queue(async token => _isRestored || await Restore(token));
    }

    /// <summary>Writes the points that are closed now and not written yet.</summary>
    /// <remarks>In a replay the recording's arrival times decide which points have closed, so that the same recording always closes the same points.</remarks>
    /// <returns>Whether all are in the store.</returns>
    internal Task<bool> Write() => Write(clock.FollowsRecording ? intake.ReceivedAt : Instant.Max(intake.ReceivedAt, ClosedAsOf(clock.Applied)));

    /// <summary>Arrival up to which the book has certainly applied everything: what its own feed has reached, unless no feed is waited for.</summary>
    /// <param name="atMost">Watermark of the furthest feed, which decides for a book whose feed has ended or was given up.</param>
    internal Instant ClosedAsOf(Instant atMost) =>
        clock.AppliedOf(intake.Sequence.Feed) is { } own && own < atMost ? Instant.Max(own, Earlier(intake.ReceivedAt, atMost)) : atMost;

    /// <summary>Writes the points that are closed as of <paramref name="watermark"/> and not written yet.</summary>
    /// <returns>Whether all are in the store.</returns>
    internal Task<bool> Write(Instant watermark) => Queue(async token =>
    {
        if (!_isRestored && !await Restore(token))
        {
            return false;
        }

        var (first, mids) = intake.Samples.Closed(_next, watermark);
        if (mids.Length > 0)
        {
            if (clock.FollowsRecording || first < _firstNew)
            {
                await store.AddMissing(risk.Grid, new(intake.Instrument, first, mids), risk.SamplesKept, token);
            }
            else
            {
                _trimDue |= await store.Append(intake.Instrument, risk.Grid, first, mids, token);
            }

            _next = first + mids.Length;
        }

        if (_trimDue)
        {
            await store.Trim(intake.Instrument, risk.Grid, risk.SamplesKept, token);
            _trimDue = false;
        }

        return true;
    });

    private static Instant Earlier(Instant left, Instant right) => left < right ? left : right;

    private async Task<bool> Restore(CancellationToken cancellationToken)
    {
        // A store may hold points later than the recording's time; a replay reads only the earlier ones.
        var now = clock.FollowsRecording ? intake.ReceivedAt : clock.Now;
        if (now == default)
        {
            return false;
        }

        var (samples, own) = (intake.Samples, intake.Samples.Oldest);
        var end = _grid.LastClosed(now) + 1;

        // A recording that goes on after another begins with events whose venue time may be ahead of their arrival; all points before the first are past.
        end = clock.FollowsRecording ? Math.Max(end, own ?? end) : end;
        var first = Math.Max(0, end - samples.Capacity);
        if (end > first)
        {
            var stored = await store.Read(intake.Instrument, risk.Grid, first, end - 1, cancellationToken);
            samples.Restore(first, stored);

            // The first event may be older than now: points that the store lacks are written.
            (_next, _firstNew) = (Math.Min(own ?? (first + Array.FindLastIndex(stored, double.IsFinite) + 1), end), end);
        }

        _isRestored = true;
        return true;
    }

    /// <summary>Runs calls of the store one after the other.</summary>
    private Task<bool> Queue(Func<CancellationToken, Task<bool>> work)
    {
        return _lastCall = After(_lastCall);

        async Task<bool> After(Task<bool> before)
        {
            await before;
            try
            {
                using var timeout = new CancellationTokenSource(StoreTimeout, time);
                var done = await work(timeout.Token);
                _isFailing = false;
                return done;
            }
            catch (Exception e)
            {
                // After any failure of the store the book continues, and the points stay in memory. A lasting failure is logged once.
                if (!_isFailing)
                {
                    Failing(logger, e, intake.Instrument);
                }

                _isFailing = true;
                return false;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the sample store does not answer; closed points are kept in memory and written later")]
    private static partial void Failing(ILogger logger, Exception e, InstrumentId instrument);
}
