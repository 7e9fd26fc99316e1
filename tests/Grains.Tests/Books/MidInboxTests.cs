using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;
using Ballast.Grains.OrderBooks.Mids;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Books;

/// <summary>A book and a subscriber in one silo, which takes mids on its own turns.</summary>
public sealed class MidInboxTests
{
    private static readonly GrainId Id = GrainId.Create("subscriber", "X");

    private readonly MidInboxes _inboxes = new();
    private readonly CalledSubscriber _called = new();
    private readonly List<long[]> _taken = [];
    private readonly ConcurrentExclusiveSchedulerPair _turns = new();
    private readonly MidPublisher _publisher;
    private int _failures;

    public MidInboxTests()
    {
        _publisher = new(new BookIntake(new("venue", "X"), 1, new BallastOptions(), tickSize: null), _inboxes, 1, TimeProvider.System, NullLogger.Instance);
    }

    [Fact]
    public async Task Mids_are_taken_on_the_subscribers_turn_in_order_and_without_a_call()
    {
        using var inbox = await Open();
        _publisher.Register(Id, _called);
        for (var micros = 1; micros <= 50; micros++)
        {
            Change(micros);
        }

        await _publisher.Flush();

        Assert.Equal(Enumerable.Range(1, 50).Select(micros => (long)micros), _taken.SelectMany(times => times));
        Assert.Empty(_called.Updates);
    }

    [Fact]
    public async Task Mids_that_could_not_be_applied_are_taken_again_by_a_flush()
    {
        using var inbox = await Open();
        _publisher.Register(Id, _called);
        _failures = 3;
        Change(1);

        await _publisher.Flush();

        Assert.Equal([1L], _taken.SelectMany(times => times).Distinct());
        Assert.Empty(_called.Updates);
    }

    [Fact]
    public async Task A_subscriber_that_has_ended_is_called_so_that_its_next_activation_gets_the_mids()
    {
        var inbox = await Open();
        _publisher.Register(Id, _called);
        _inboxes.Close(Id, inbox);
        Change(1);
        await _publisher.Flush();

        Assert.Empty(_taken);
        Assert.Equal([1L], _called.Updates.SelectMany(update => update.Changes).Select(change => change.VenueTime.Micros));
    }

    [Fact]
    public async Task Mids_announced_to_an_activation_that_ends_go_to_the_next_one()
    {
        var first = await Open();
        _publisher.Register(Id, _called);
        var hold = Hold();
        Change(1);
        _inboxes.Close(Id, first);
        hold.SetResult();
        using var second = await Open();
        Assert.True(_publisher.Register(Id, _called).Behind);
        Change(2);
        await _publisher.Flush();

        Assert.Equal([1L, 2L], _taken.SelectMany(times => times));
    }

    [Fact]
    public async Task Nothing_overtakes_a_call_that_is_under_way()
    {
        _publisher.Register(Id, _called);
        _called.Answer = new();
        Change(1);
        using var inbox = await Open();
        _publisher.Register(Id, _called);
        Change(2);
        await Task.Factory.StartNew(() => { }, TestContext.Current.CancellationToken, TaskCreationOptions.None, _turns.ExclusiveScheduler);

        Assert.Empty(_taken);
        _called.Answer.SetResult();
        await _publisher.Flush();

        Assert.Equal([1L], _called.Updates.SelectMany(update => update.Changes).Select(change => change.VenueTime.Micros));
        Assert.Equal([2L], _taken.SelectMany(times => times));
    }

    /// <summary>Opens an inbox, as an activation does on its own scheduler.</summary>
    private async Task<MidInbox> Open()
    {
        var inbox = await Task.Factory.StartNew(
            () => new MidInbox(Take, NullLogger.Instance), TestContext.Current.CancellationToken, TaskCreationOptions.None, _turns.ExclusiveScheduler);
        _inboxes.Open(Id, inbox);
        return inbox;
    }

    /// <summary>Keeps the subscriber busy with a turn until the result is set.</summary>
    private TaskCompletionSource Hold()
    {
        var hold = new TaskCompletionSource();
        Task.Factory.StartNew(() => hold.Task.Wait(Waiting.Patience), CancellationToken.None, TaskCreationOptions.None, _turns.ExclusiveScheduler).Ignore();
        return hold;
    }

    private void Take(MidUpdate update)
    {
        if (_failures-- > 0)
        {
            throw new InvalidOperationException("not now");
        }

        _taken.Add([.. update.Changes.Select(change => change.VenueTime.Micros)]);
    }

    private void Change(long micros)
    {
        var changes = new BookChanges();
        changes.Add(new MidChange(new(micros), 100));
        _publisher.Publish(changes);
    }

    private sealed class CalledSubscriber : IMidSubscriber
    {
        internal List<MidUpdate> Updates { get; } = [];

        internal TaskCompletionSource? Answer { get; set; }

        public Task OnMids(MidUpdate update)
        {
            Updates.Add(update);
            return Answer?.Task ?? Task.CompletedTask;
        }
    }
}
