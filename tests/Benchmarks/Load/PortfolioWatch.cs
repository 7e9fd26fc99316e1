using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Benchmarks.Load;

/// <summary>Follows a portfolio and notes, for every tick, when a mark at least as new was seen first.</summary>
/// <param name="client">Where it is followed.</param>
/// <param name="portfolio">The portfolio.</param>
/// <param name="first">Number of the first instrument that it holds.</param>
/// <param name="count">How many it holds.</param>
internal sealed class PortfolioWatch(IBallastClient client, string portfolio, int first, int count)
{
    private readonly Dictionary<InstrumentId, int> _numbers =
        Enumerable.Range(first, count).ToDictionary(BenchmarkSilo.Instrument, number => number);

    private readonly TaskCompletionSource _marked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WatchedTicks? _ticks;

    /// <summary>Completes when every instrument has a position with a mark.</summary>
    internal Task Marked => _marked.Task;

    /// <summary>Notes the ticks of a schedule from now on.</summary>
    internal WatchedTicks Begin(TickSchedule schedule) => _ticks = new(schedule);

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
            _ticks?.Fail(e);
        }
    }

    private void Take(PortfolioView view, long stamp)
    {
        if (_ticks is not { } ticks)
        {
            if (view.Positions.Count == count && view.Positions.All(position => position.Mark is not null))
            {
                _marked.TrySetResult();
            }

            return;
        }

        ticks.Begin(stamp);
        foreach (var position in view.Positions)
        {
            if (position.Mark is { } mark)
            {
                ticks.See(_numbers[position.Instrument], LadderBook.TickOf(mark), stamp);
            }
        }
    }
}
