using Ballast.Grains.OrderBooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Books;

public sealed class MidPushTests
{
    private static readonly InstrumentId Instrument = new("venue", "X");

    private readonly SlowSubscriber _subscriber = new();
    private readonly MidPush _push;
    private long _changes;

    public MidPushTests()
    {
        _push = new(_subscriber, Update, NullLogger.Instance);
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
        _subscriber.Answer();
        await _push.Drain();

        Assert.Equal([[1L], [2L, 3L, 4L, 5L]], _subscriber.Sent);
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
        Assert.True(thinned.MidsThinned);

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
        _subscriber.Answer();
        await _push.Drain();
        Change(9_000_000);

        Assert.False(_subscriber.Updates[2].MidsThinned);
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
        _push.AddMark(Mark(1));
        _push.AddMark(Mark(2));
        Assert.True(_push.IsBehind);
        Change(2);
        _subscriber.Answer(new TimeoutException());
        Change(3);
        _subscriber.Answer(new TimeoutException());
        _push.AddMark(Mark(3));
        Change(4);
        _subscriber.Answer();
        await _push.Drain();

        Assert.Equal([0, 2, 3], _subscriber.Updates.Select(update => update.Marks.Length));
        Assert.Equal([Mark(1), Mark(2), Mark(3)], _subscriber.Updates[2].Marks);
        Assert.False(_push.IsBehind);
    }

    [Fact]
    public async Task Past_65536_pending_marks_the_last_of_each_minute_is_kept()
    {
        Change(1);
        for (var second = 1; second <= 65_537; second++)
        {
            _push.AddMark(Mark(second));
        }

        Change(2);
        _subscriber.Answer();
        await _subscriber.NextIsSent(2);

        Assert.Equal(
            [.. Enumerable.Range(1, 1_092).Select(minute => Mark(minute * 60)), Mark(65_537)], _subscriber.Updates[1].Marks);
    }

    private static BookMark Mark(long second) => new(new(second * Instant.PerSecond), 1, 1, default, 1, default);

    private void Change(long micros)
    {
        _changes++;
        _push.Add(new(new(micros), 100));
        _push.MarkDirty();
    }

    private MidUpdate Update(MidPush push) => new()
    {
        Instrument = Instrument,
        BookEpoch = 1,
        FirstChange = _changes - push.Pending.Count,
        Changes = [.. push.Pending],
        MidsThinned = push.Thinned,
        State = BookState.Live,
        ReceivedAt = default,
        VenueTime = default,
        Marks = [.. push.Marks],
    };

    /// <summary>Answers a message when the test says so, on the test's own thread.</summary>
    private sealed class SlowSubscriber : IMidSubscriber
    {
        private TaskCompletionSource _answer = new();
        private TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal List<MidUpdate> Updates { get; } = [];

        internal IEnumerable<long[]> SentTimes => Updates.Select(update => update.Changes.Select(change => change.VenueTime.Micros).ToArray());

        internal long[][] Sent => [.. SentTimes];

        public Task OnMids(MidUpdate update)
        {
            Updates.Add(update);
            _answer = new();
            _sent.TrySetResult();
            return _answer.Task;
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
