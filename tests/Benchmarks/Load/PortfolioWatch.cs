using System.Diagnostics;
using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Benchmarks.Load;

/// <summary>Follows the portfolio and notes, for every tick, when a mark at least as new was seen first.</summary>
internal sealed class PortfolioWatch(IBallastClient client, string portfolio, int instruments)
{
    private readonly Dictionary<InstrumentId, int> _indices =
        Enumerable.Range(0, instruments).ToDictionary(BenchmarkSilo.Instrument, index => index);

    private readonly TickTimes _times = new(instruments);
    private readonly TaskCompletionSource _marked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TickSchedule? _schedule;

    /// <summary>From a tick's intended publication; of measured ticks only.</summary>
    internal Latencies Latencies => _times.Latencies;

    /// <summary>Views that arrived while measuring.</summary>
    internal long Views { get; private set; }

    /// <summary>Completes when every instrument has a position with a mark.</summary>
    internal Task Marked => _marked.Task;

    /// <summary>Completes when the last tick of every instrument was seen.</summary>
    internal Task Done => _done.Task;

    internal void Begin(TickSchedule schedule) => _schedule = schedule;

    /// <summary>Runs until the token ends it.</summary>
    internal async Task Run(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var view in client.WatchPortfolio(portfolio, cancellationToken))
            {
                Take(view, Stopwatch.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (Exception e)
        {
            _marked.TrySetException(e);
            _done.TrySetException(e);
        }
    }

    private void Take(PortfolioView view, long stamp)
    {
        if (_schedule is not { } schedule)
        {
            if (view.Positions.Count == instruments && view.Positions.All(position => position.Mark is not null))
            {
                _marked.TrySetResult();
            }

            return;
        }

        if (stamp >= schedule.StampOf(schedule.Warm))
        {
            Views++;
        }

        var isDone = true;
        foreach (var position in view.Positions)
        {
            var instrument = _indices[position.Instrument];
            if (position.Mark is { } mark)
            {
                _times.See(schedule, instrument, LadderBook.TickOf(mark), stamp);
            }

            isDone &= _times.IsDone(schedule, instrument);
        }

        if (isDone && view.Positions.Count == instruments)
        {
            _done.TrySetResult();
        }
    }
}
