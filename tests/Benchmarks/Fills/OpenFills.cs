using System.Diagnostics;
using Ballast.Client;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Benchmarks.Fills;

/// <summary>Sends fills at a fixed rate, however late the answers are. Each latency counts from the time at which its call was due, so that a stall counts for every call that it delays.</summary>
internal sealed class OpenFills(IBallastClient client, OpenSettings settings)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Latencies _latencies = new();
    private readonly FillCaller[] _callers =
        [.. Enumerable.Range(0, settings.Instruments).Select(number => new FillCaller(client, number, new(settings.Instruments, settings.Batch, settings.Instruments, 0, 0)))];

    private long _recorded;
    private long _notRecorded;
    private int _inFlight;

    internal async Task<OpenReport> Run(CancellationToken cancellationToken)
    {
        var (start, each) = (Stopwatch.GetTimestamp(), (double)Stopwatch.Frequency * settings.Batch / settings.Rate);
        var (warm, total) = (CallsIn(settings.WarmSeconds), CallsIn(settings.WarmSeconds + settings.Seconds));
        var most = 0;
        using var timer = new PeriodicTimer(Tick);
        for (long call = 0; call < total; await timer.WaitForNextTickAsync(cancellationToken))
        {
            for (var now = Stopwatch.GetTimestamp(); call < total && start + (long)(call * each) <= now; call++)
            {
                var caller = _callers[call % _callers.Length];
                _ = Send([.. Enumerable.Range(0, settings.Batch).Select(_ => caller.Next())], start + (long)(call * each), call >= warm, cancellationToken);
            }

            most = Math.Max(most, Volatile.Read(ref _inFlight));
        }

        var sent = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _inFlight) > 0 && Stopwatch.GetElapsedTime(sent) < Rest)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        lock (_gate)
        {
            return new(settings, _recorded / settings.Seconds, _latencies.Count, _latencies.Summary(), _notRecorded + (_inFlight * settings.Batch), most);
        }
    }

    private long CallsIn(double seconds) => (long)(seconds * settings.Rate / settings.Batch);

    private async Task Send(Fill[] fills, long due, bool isMeasured, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var receipts = await client.RecordFills(fills, cancellationToken);
            var ended = Stopwatch.GetTimestamp();
            var recorded = receipts.Count(receipt => receipt.Outcome == FillOutcome.Recorded);
            lock (_gate)
            {
                _notRecorded += fills.Length - recorded;
                if (isMeasured)
                {
                    _recorded += recorded;
                    _latencies.Record(due, ended);
                }
            }
        }
        catch (BallastUnavailableException)
        {
            lock (_gate)
            {
                _notRecorded += fills.Length;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}

/// <summary>What a run at a fixed rate is asked for.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Rate">Fills a second, over all instruments.</param>
/// <param name="Batch">Fills that arrive together, in one call.</param>
/// <param name="Instruments">Instruments that take turns, each with an account of its own.</param>
/// <param name="Seconds">Length of the measured part.</param>
/// <param name="WarmSeconds">Length of the part before it.</param>
internal sealed record OpenSettings(string Store, double Rate, int Batch, int Instruments, double Seconds, double WarmSeconds);

/// <summary>Result of a run at a fixed rate.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="FillsPerSecond">Durable acknowledgements of fills that were due in the measured part.</param>
/// <param name="Calls">Calls measured.</param>
/// <param name="Call">Time from when a call was due to its answer.</param>
/// <param name="NotRecorded">Fills with any other outcome than recorded, or none.</param>
/// <param name="MostInFlight">Most calls that were under way at once.</param>
internal sealed record OpenReport(OpenSettings Settings, double FillsPerSecond, long Calls, LatencySummary Call, long NotRecorded, int MostInFlight);
