using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Live;
using Ballast.Silo.Feeds.Tardis.Live.Links;
using Ballast.Silo.Feeds.Tardis.Live.Resuming;
using Xunit;

namespace Ballast.Silo.Tests.Live;

public sealed class PublishQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4, 1_000_000, 4)]
    [InlineData(1_000, 25, 3)]
    public async Task A_writer_waits_while_events_or_bytes_are_too_many_and_nothing_is_lost(int maxEvents, long maxBytes, int held)
    {
        using var queue = new PublishQueue(maxEvents, maxBytes);
        List<Task> writes = [.. Enumerable.Range(0, 10).Select(i => queue.Write(new(i, Event(i), 10), Token).AsTask())];
        Assert.Equal(held, writes.Count(write => write.IsCompleted));

        for (var i = 0; i < 10; i++)
        {
            Assert.True(await queue.WaitToRead(Token));
            Assert.True(queue.TryRead(out _));
        }

        await Task.WhenAll(writes);
        Assert.False(queue.TryRead(out _));
    }

    [Fact]
    public async Task A_merge_is_by_arrival_and_waits_for_the_slower_source()
    {
        using PublishQueue first = new(100, 100), second = new(100, 100), output = new(100, 100);
        foreach (var at in (int[])[1, 3, 3, 7])
        {
            await first.Write(new(0, Event(at), 0), Token);
        }

        first.Complete(null);
        var merging = ReplayMerge.Run([first, second], output, Token);
        Assert.False(output.TryRead(out _));
        foreach (var at in (int[])[2, 3, 9])
        {
            await second.Write(new(1, Event(at), 0), Token);
        }

        second.Complete(null);
        await merging;

        List<(int Socket, long At)> merged = [];
        while (output.TryRead(out var next))
        {
            merged.Add((next.Socket, next.Event!.ReceivedAt.Micros));
        }

        Assert.Equal([(0, 1), (1, 2), (0, 3), (0, 3), (1, 3), (0, 7), (1, 9)], merged);
    }

    [Fact]
    public void Pauses_double_to_a_longest_are_scattered_and_begin_anew_after_data()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), new(7));
        foreach (var full in (double[])[1, 2, 4, 8, 16, 30, 30])
        {
            Assert.InRange(backoff.Next(isRefusal: false).TotalSeconds, full / 2, full);
        }

        Assert.InRange(backoff.Next(isRefusal: true).TotalSeconds, 150, 300);
        backoff.Reset();
        Assert.InRange(backoff.Next(isRefusal: false).TotalSeconds, 0.5, 1);
    }

    private static Disconnect Event(long at) => new() { Instrument = new("venue", "BTC"), VenueTime = new(at), ReceivedAt = new(at) };
}
