using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;
using Ballast.Grains.OrderBooks.Mids;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Books;

public sealed class MidPushTests
{
    private static readonly GrainId Id = GrainId.Create("subscriber", "X");

    private readonly SlowSubscriber _subscriber = new();
    private readonly MidPublisher _publisher =
        new(new BookIntake(new("venue", "X"), 1, new BallastOptions(), tickSize: null), new(), 1, TimeProvider.System, NullLogger.Instance);

    private long _changes;

    public MidPushTests()
    {
        _publisher.Register(Id, _subscriber);
    }

    [Fact]
    public async Task While_one_message_is_under_way_mids_wait_and_all_go_with_the_next()
    {
        Change(1);
        for (var micros = 2; micros <= 5; micros++)
        {
            Change(micros);
        }

        Assert.Equal([[1L]], _subscriber.Sent);
        _subscriber.Answer();
        await _subscriber.NextIsSent(2);
        await Flush();

        Assert.Equal([[1L], [2L, 3L, 4L, 5L], []], _subscriber.Sent);
    }

    [Fact]
    public async Task Past_8192_pending_the_last_of_each_10_ms_is_kept_and_the_message_says_so()
    {
        Change(0);
        for (var i = 1; i <= 8_193; i++)
        {
            Change(i * 1_000L);
        }

        _subscriber.Answer();
        await _subscriber.NextIsSent(2);

        var thinned = _subscriber.Updates[1];
        Assert.Equal(new ThinnedRange(new(0), new(8_193_000)), thinned.Thinned);

        // 1 to 8,193 ms: the last of each of 819 full slots, and the newest.
        Assert.Equal([.. Enumerable.Range(0, 819).Select(slot => (slot * 10_000L) + 9_000), 8_193_000L], _subscriber.Sent[1]);
        Assert.Equal(_changes, thinned.FirstChange + thinned.Changes.Length);
    }

    [Fact]
    public async Task A_message_after_a_thinned_one_is_not_flagged()
    {
        Change(0);
        for (var i = 1; i <= 8_193; i++)
        {
            Change(i * 1_000L);
        }

        _subscriber.Answer();
        await _subscriber.NextIsSent(2);
        await Flush();
        Change(9_000_000);

        Assert.Equal([false, true, false, false], _subscriber.Updates.Select(update => update.Thinned is not null));
    }

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(InvalidDataException))]
    public void Mids_that_were_not_taken_go_again_with_the_next(Type fault)
    {
        Change(1);
        Change(2);
        _subscriber.Answer((Exception)Activator.CreateInstance(fault)!);
        Change(3);

        Assert.Equal([[1L], [1L, 2L, 3L]], _subscriber.Sent);
    }

    [Fact]
    public async Task Marks_of_seconds_wait_like_mids_and_go_again_when_they_were_not_taken()
    {
        Change(1);
        EndSecond(1);
        EndSecond(2);
        Assert.True(_publisher.Register(Id, _subscriber).Behind);
        Change(2);
        _subscriber.Answer(new TimeoutException());
        Change(3);
        _subscriber.Answer(new TimeoutException());
        Change(4, endedSecond: 3);
        await Flush();

        Assert.Equal([0, 2, 3, 0], _subscriber.Updates.Select(update => EndedSeconds(update).Length));
        Assert.Equal([Mark(1), Mark(2), Mark(3)], EndedSeconds(_subscriber.Updates[2]));
        Assert.False(_publisher.Register(Id, _subscriber).Behind);
    }

    [Fact]
    public async Task Past_65536_pending_marks_the_last_of_each_minute_is_kept()
    {
        Change(1);
        for (var second = 1; second <= 65_537; second++)
        {
            EndSecond(second);
        }

        Change(2);
        _subscriber.Answer();
        await _subscriber.NextIsSent(2);

        Assert.Equal(
            [.. Enumerable.Range(1, 1_092).Select(minute => Mark(minute * 60)), Mark(65_537)], EndedSeconds(_subscriber.Updates[1]));
    }

    private static BookMark Mark(long second) => new(new(second * Instant.PerSecond), 1, 1, default, 1, default);

    private void Change(long micros, long? endedSecond = null)
    {
        _changes++;
        var changes = new BookChanges();
        changes.Add(new MidChange(new(micros), 100));
        if (endedSecond is { } second)
        {
            changes.AddSecond(Mark(second));
        }

        _publisher.Publish(changes);
    }

    private void EndSecond(long second)
    {
        var changes = new BookChanges();
        changes.AddSecond(Mark(second));
        _publisher.Publish(changes);
    }

    /// <summary>Marks of an update except the last, which is the current one.</summary>
    private static BookMark[] EndedSeconds(MidUpdate update) => update.Marks[..^1];

    /// <summary>From now on answers every message at once; a flush ends with a message of its own.</summary>
    private Task Flush()
    {
        _subscriber.AnswerAll();
        return _publisher.Flush();
    }

    /// <summary>Answers a message when the test says so, on the test's own thread.</summary>
    private sealed class SlowSubscriber : IMidSubscriber
    {
        private TaskCompletionSource _answer = new();
        private TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _answersAll;

        internal List<MidUpdate> Updates { get; } = [];

        internal IEnumerable<long[]> SentTimes => Updates.Select(update => update.Changes.Select(change => change.VenueTime.Micros).ToArray());

        internal long[][] Sent => [.. SentTimes];

        public Task OnMids(MidUpdate update)
        {
            Updates.Add(update);
            _answer = new();
            _sent.TrySetResult();
            return _answersAll ? Task.CompletedTask : _answer.Task;
        }

        internal void AnswerAll()
        {
            _answersAll = true;
            _answer.SetResult();
        }

        internal void Answer(Exception? fault = null)
        {
            _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (fault is null)
            {
                _answer.SetResult();
            }
            else
            {
                _answer.SetException(fault);
            }
        }

        internal async Task NextIsSent(int count)
        {
            while (Updates.Count < count)
            {
                await _sent.Task.WaitAsync(Waiting.Patience);
            }
        }
    }
}
