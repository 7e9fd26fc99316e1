using Ballast.Grains.Portfolios.Risk;

namespace Ballast.Grains.OrderBooks;

/// <summary>Keeps the closed points of one book in the store, and gives the book those that were closed before it was activated.</summary>
/// <remarks>
/// What could not be written stays in the sampler, which holds the newest points, and is tried again. Calls come from one grain
/// and may interleave; store calls do not.
/// </remarks>
internal sealed partial class SampleLog(
    BookIntake intake, ISampleStore store, MarketClock clock, RiskOptions risk, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(5);

    private readonly long _step = risk.Grid.Ticks / TimeSpan.TicksPerMicrosecond;
    private Task<bool> _last = Task.FromResult(true);
    private Task<bool>? _firstRestore;
    private bool _isRestored;
    private bool _isFailing;
    private bool _trimDue;
    private long _next;

    // Below it the store may hold points already.
    private long _end;

    /// <summary>Distance of writes: a crash loses at most what closes in it.</summary>
    internal static TimeSpan PeriodOf(TimeSpan grid) =>
        TimeSpan.FromTicks(Math.Clamp(2 * grid.Ticks, TimeSpan.FromSeconds(10).Ticks, TimeSpan.FromMinutes(10).Ticks));

    /// <summary>1 once the points closed before this activation are there, or are known not to be; 0 before.</summary>
    internal long Restores => _isRestored ? 1 : 0;

    /// <summary>Whether points must be written now: a recording passes faster than any timer.</summary>
    internal bool IsDue =>
        clock.FollowsRecording && intake.Samples.ClosedEnd is { } end
        && end - Math.Max(_next, intake.Samples.Oldest!.Value) >= intake.Samples.Capacity / 2;

    /// <summary>Completes when the points closed before this activation are there, or could not be read; later tries come with the writes.</summary>
    internal Task Restored()
    {
        if (_isRestored || (clock.FollowsRecording && intake.ReceivedAt == default))
        {
            // Before its first event a replay does not know which points are past.
            return Task.CompletedTask;
        }

        return _firstRestore ??= Queue(async token => _isRestored || await Restore(token));
    }

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
            if (clock.FollowsRecording || first < _end)
            {
                await store.AddMissing(intake.Instrument, risk.Grid, first, mids, risk.SamplesKept, token);
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

    private async Task<bool> Restore(CancellationToken cancellationToken)
    {
        // A replay over a store that knows its future takes only what is past.
        var now = clock.FollowsRecording ? intake.ReceivedAt : clock.Now;
        if (now == default)
        {
            return false;
        }

        var samples = intake.Samples;
        var end = ((now - GridSampler.ClosingDelay).Micros / _step) + 1;
        var first = Math.Max(0, end - samples.Capacity);
        if (end > first)
        {
            var stored = await store.Read(intake.Instrument, risk.Grid, first, end - 1, cancellationToken);
            var own = samples.Oldest;
            samples.Restore(first, stored);

            // The first event may be older than now: whatever the store does not have is written.
            (_next, _end) = (Math.Min(own ?? (first + Array.FindLastIndex(stored, double.IsFinite) + 1), end), end);
        }

        _isRestored = true;
        return true;
    }

    /// <summary>One after the other; a failure is told once and is no failure of the book.</summary>
    private Task<bool> Queue(Func<CancellationToken, Task<bool>> work)
    {
        return _last = After(_last);

        async Task<bool> After(Task<bool> before)
        {
            await before;
            try
            {
                using var patience = new CancellationTokenSource(StorePatience, time);
                var done = await work(patience.Token);
                _isFailing = false;
                return done;
            }
            catch (Exception e)
            {
                if (!_isFailing)
                {
                    Failing(logger, e, intake.Instrument);
                }

                _isFailing = true;
                return false;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the store of samples does not answer; its closed points are kept in memory and tried again")]
    private static partial void Failing(ILogger logger, Exception e, InstrumentId instrument);
}
