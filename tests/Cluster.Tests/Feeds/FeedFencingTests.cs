using System.Diagnostics.Metrics;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Feeds;

/// <summary>Two clusters on one store stand for the two sides of a partition, each with an activation of the same feed.</summary>
public class FeedFencingTests(BallastCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_activation_that_was_replaced_finds_out_and_stops()
    {
        await using var otherSide = await BallastCluster.Start(new() { SharesStoreOf = cluster, SharesService = true });
        var mine = await cluster.StartFeed();
        otherSide.Feeds.Add(new TestFeed(mine.Feed));
        var old = cluster.FeedGrain(mine.Feed);
        var epoch = (await old.GetStatus()).Epoch;

        var started = await otherSide.FeedGrain(mine.Feed).Start();

        Assert.True(started.Epoch > epoch);
        await Stopped(old);
        Assert.Equal(FeedState.Running, (await otherSide.FeedGrain(mine.Feed).GetStatus()).State);
    }

    [Fact]
    public async Task A_replaced_activation_cannot_store_a_position()
    {
        await using var otherSide = await BallastCluster.Start(new() { SharesStoreOf = cluster, SharesService = true });
        var mine = await cluster.StartFeed();
        var theirs = new TestFeed(mine.Feed);
        otherSide.Feeds.Add(theirs);
        await otherSide.FeedGrain(mine.Feed).Start();
        await theirs.Do((publisher, token) => publisher.SavePosition([2], token));

        // Refused by the store, or not even tried: it may have found out before.
        await Task.WhenAny(mine.Do((publisher, token) => publisher.SavePosition([1], token)), Stopped(cluster.FeedGrain(mine.Feed)));

        await otherSide.FeedGrain(mine.Feed).Stop();
        await otherSide.FeedGrain(mine.Feed).Start();
        await theirs.Do((_, _) => Task.CompletedTask);
        Assert.Equal([2], theirs.Position);
    }

    [Fact]
    public async Task A_position_that_waits_while_the_feed_is_replaced_does_not_overwrite_its_successors()
    {
        await using var otherSide = await BallastCluster.Start(new() { SharesStoreOf = cluster, SharesService = true });
        var mine = await cluster.StartFeed();
        var (theirs, old) = (new TestFeed(mine.Feed), cluster.FeedGrain(mine.Feed));
        otherSide.Feeds.Add(theirs);
        var epoch = (await old.GetStatus()).Epoch;

        // The old activation looks at the store, and before it has an answer the feed starts elsewhere.
        cluster.Faults.Hold(mine.Feed);
        await cluster.Faults.IsHeld(mine.Feed).WaitAsync(Waiting.Patience, Token);
        await otherSide.FeedGrain(mine.Feed).Start();
        await theirs.Do((publisher, token) => publisher.SavePosition([2], token));
        var saving = old.SavePosition(epoch, [1]);
        await old.GetStatus();
        cluster.Faults.LetGo(mine.Feed);
        await Task.WhenAny(saving, Stopped(old));

        await otherSide.FeedGrain(mine.Feed).Stop();
        await otherSide.FeedGrain(mine.Feed).Start();
        await theirs.Do((_, _) => Task.CompletedTask);
        Assert.Equal([2], theirs.Position);
    }

    [Fact]
    public async Task A_completed_feed_is_not_kept_running()
    {
        var feed = await cluster.StartFeed();
        var epoch = (await cluster.FeedGrain(feed.Feed).GetStatus()).Epoch;
        await feed.End();
        await cluster.FeedGrain(feed.Feed).Stop();

        var status = await cluster.FeedGrain(feed.Feed).KeepRunning();

        Assert.Equal((FeedState.Completed, epoch), (status.State, status.Epoch));
    }

    [Fact]
    public async Task A_silo_without_the_feed_says_so()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.FeedGrain("nowhere/3").KeepRunning());
        Assert.StartsWith("No feed 'nowhere/3' is configured on silo ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_and_metrics_tell_what_the_connection_tells()
    {
        var instrument = cluster.SomePerpetual();
        var feed = await cluster.StartFeed();
        await feed.Do((publisher, _) =>
        {
            publisher.Connection.Read(100);
            publisher.Connection.Read(20);
            publisher.Connection.Fault("odd");
            publisher.Connection.UnknownType();
            publisher.Connection.Reconnect("cut");
            publisher.Connection.Disconnect();
            publisher.Connection.SetLink("connected");
            return Task.CompletedTask;
        });
        await feed.Publish(Some.Snapshot(instrument, 99, 101));
        var status = await cluster.FeedGrain(feed.Feed).GetStatus();

        Assert.Equal(feed.Feed, status.Feed);
        Assert.Equal((2L, 120L, 1L, 1L, 1L, 1L), (status.Messages, status.Bytes, status.Faults, status.UnknownTypes, status.Reconnects, status.Disconnects));
        Assert.Equal(("cut", "connected"), (status.LastFault, status.Link));
        Assert.True(status.EventsPerSecond > 0);
        Assert.True(status.Lag >= TimeSpan.Zero);

        var measured = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrumentOf, self) =>
        {
            if (instrumentOf.Meter.Name == FeedMeter.Name)
            {
                self.EnableMeasurementEvents(instrumentOf);
            }
        };
        void Take(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags[0].Value is string of && of == feed.Feed)
            {
                measured[name] = value;
            }
        }

        listener.SetMeasurementEventCallback<long>((of, value, tags, _) => Take(of.Name, value, tags));
        listener.SetMeasurementEventCallback<int>((of, value, tags, _) => Take(of.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((of, value, tags, _) => Take(of.Name, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal((2.0, 120.0, 1.0, 1.0), (measured["ballast.feed.messages"], measured["ballast.feed.bytes"], measured["ballast.feed.events"], measured["ballast.feed.reconnects"]));
        Assert.Equal((status.Epoch, 0.0), (measured["ballast.feed.epoch"], measured["ballast.feed.folding"]));
    }

    private static Task Stopped(IFeedGrain grain) => Eventually.Until(
        "the feed has stopped", Waiting.Patience, async () => (await grain.GetStatus()).State != FeedState.Running, Token);
}
