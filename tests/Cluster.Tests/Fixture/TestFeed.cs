using System.Collections;
using System.Collections.Concurrent;
using System.Threading.Channels;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>A connection whose events the test pushes; like a real one it flushes at a steady pace, so that snapshots asked for go out.</summary>
public sealed class TestFeed(string key, Backpressure backpressure = Backpressure.Wait) : IFeedConnection
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly Channel<Step> _steps = Channel.CreateUnbounded<Step>();

    public string Feed => key;

    public Backpressure Backpressure => backpressure;

    public IReadOnlyCollection<string> Covers { get; init; } = [];

    /// <summary>What an earlier epoch had saved when this one started.</summary>
    public byte[]? Position { get; private set; }

    /// <summary>Whether it says at each flush, as a live connection does, that nothing older is still to come.</summary>
    public bool KeepsUp { get; set; }

    public async Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken)
    {
        Position = position;
        using var timer = new PeriodicTimer(Pace);
        while (true)
        {
            while (_steps.Reader.TryRead(out var step))
            {
                try
                {
                    await step.Act(publisher, cancellationToken);
                    step.Done.TrySetResult();
                }
                catch (Exception e)
                {
                    step.Done.TrySetException(e);
                    throw;
                }

                if (step.IsLast)
                {
                    return;
                }
            }

            if (KeepsUp)
            {
                publisher.MarkComplete(Some.Now - LiveArrival.CaughtUpAfter);
            }

            await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Publishes events in one flush and waits until every book has applied them.</summary>
    public Task Publish(params IEnumerable<MarketEvent> events) => Do(async (publisher, token) =>
    {
        await Send(publisher, events, token);
        await publisher.WaitApplied(token);
    });

    /// <summary>Publishes events in one flush and waits only until the streams have taken them.</summary>
    public Task Flush(params IEnumerable<MarketEvent> events) => Do((publisher, token) => Send(publisher, events, token));

    /// <summary>Runs <paramref name="act"/> in the connection's own loop.</summary>
    public Task Do(Func<FeedPublisher, CancellationToken, Task> act, bool isLast = false)
    {
        var step = new Step(act, isLast, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _steps.Writer.TryWrite(step);
        return step.Done.Task.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>The source ends.</summary>
    public Task End() => Do((_, _) => Task.CompletedTask, isLast: true);

    private static async Task Send(FeedPublisher publisher, IEnumerable<MarketEvent> events, CancellationToken token)
    {
        foreach (var marketEvent in events)
        {
            if (publisher.Add(marketEvent))
            {
                await publisher.Flush(Acknowledgement.AtOnce, token);
            }
        }

        await publisher.Flush(Acknowledgement.AtOnce, token);
    }

    private sealed record Step(Func<FeedPublisher, CancellationToken, Task> Act, bool IsLast, TaskCompletionSource Done);
}
