using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using StackExchange.Redis;

namespace Ballast.Cluster.Tests.Inventory;

public sealed class FillRecordingTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("desk"));

    private IInventoryGrain Inventory => cluster.Inventory(_instrument);

    [Fact]
    public async Task A_fill_is_recorded_and_held()
    {
        var recorded = await Inventory.RecordEvents(_portfolio, [Fill("t1")]);

        Assert.Equal([new FillReceipt("t1", FillOutcome.Recorded, null)], recorded.Receipts);
        var position = Assert.Single(recorded.Position!.Positions);
        Assert.Equal((1m, 100m), (position.Quantity, position.AverageEntry));
        Assert.Equal(3, recorded.Position.JournalLength);
    }

    [Fact]
    public async Task Receipts_come_in_the_order_of_the_fills_and_say_what_became_of_each()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("old")]);

        var recorded = await Inventory.RecordEvents(
            _portfolio,
            [Fill("new"), Fill("old"), Fill("old") with { Price = 7m }, Fill("bad") with { Quantity = 0m }, Fill("new"), Fill("last")]);

        Assert.Equal(
            [
                ("new", FillOutcome.Recorded), ("old", FillOutcome.Duplicate), ("old", FillOutcome.Conflict),
                ("bad", FillOutcome.Refused), ("new", FillOutcome.Duplicate), ("last", FillOutcome.Recorded),
            ],
            recorded.Receipts.Select(receipt => (receipt.TradeId, receipt.Outcome)));
        Assert.Equal("fill bad: quantity 0 must be positive", recorded.Receipts[3].Reason);
        Assert.Equal((3m, 3L), (recorded.Position!.Positions[0].Quantity, recorded.Position.Positions[0].Fills));
    }

    [Fact]
    public async Task The_id_of_a_refused_fill_is_not_consumed()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1") with { Quantity = 0m }]);

        var recorded = await Inventory.RecordEvents(_portfolio, [Fill("t1")]);

        Assert.Equal(FillOutcome.Recorded, recorded.Receipts[0].Outcome);
    }

    [Fact]
    public async Task An_unknown_instrument_is_refused_by_name()
    {
        var unknown = new InstrumentId(BallastCluster.Unique("venue"), "NOBODY/KNOWS");

        var recorded = await cluster.Inventory(unknown).RecordEvents(_portfolio, [Some.Fill(unknown, _portfolio.Name, "t1")]);

        var receipt = Assert.Single(recorded.Receipts);
        Assert.Equal((FillOutcome.Refused, true), (receipt.Outcome, receipt.Reason!.Contains(unknown.ToString(), StringComparison.Ordinal)));
        Assert.Null(recorded.Position);
        Assert.Empty(await cluster.Journal.All(unknown));
    }

    [Fact]
    public async Task Terms_defined_later_make_an_instrument_known()
    {
        var unknown = new InstrumentId(BallastCluster.Unique("venue"), "LATE");
        var fill = Some.Fill(unknown, _portfolio.Name, "t1");
        await cluster.Inventory(unknown).RecordEvents(_portfolio, [fill]);

        await cluster.Grains.Instrument(unknown)
            .Define(new() { Id = unknown, Kind = ContractKind.Linear, Base = "X", Quote = "USDT", Settle = "USDT" });

        var recorded = await cluster.Inventory(unknown).RecordEvents(_portfolio, [fill]);
        Assert.Equal(FillOutcome.Recorded, recorded.Receipts[0].Outcome);
    }

    [Fact]
    public async Task A_fill_of_another_portfolio_than_named_is_an_error_and_nothing_is_booked()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() =>
            Inventory.RecordEvents(_portfolio, [Fill("t1"), Some.Fill(_instrument, "somebody-else", "t2")]));

        Assert.Contains("somebody-else", fault.Message, StringComparison.Ordinal);
        Assert.Null(await Inventory.GetPosition(_portfolio));
        Assert.Equal(0, cluster.Journal.Appends(_instrument));
    }

    [Fact]
    public async Task A_thousand_fills_go_in_one_call()
    {
        var fills = Enumerable.Range(0, 1_000).Select(i => Fill($"t{i}")).ToArray();

        var recorded = await Inventory.RecordEvents(_portfolio, fills);

        Assert.Equal(fills.Select(fill => (fill.TradeId, FillOutcome.Recorded)), recorded.Receipts.Select(r => (r.TradeId, r.Outcome)));
        Assert.Equal(1_000m, recorded.Position!.Positions[0].Quantity);
        Assert.Equal(1_002, recorded.Position.JournalLength);
    }

    [Fact]
    public async Task Fills_that_come_while_an_append_is_in_flight_share_the_next()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("first")]);
        var before = cluster.Journal.FillAppends(_instrument);
        var (entered, release) = Hold();

        // Counted from before the first call, which is counted only after its append has begun.
        var taken = cluster.Taken.More(_instrument, nameof(IInventoryGrain.RecordEvents), 51);
        var blocking = Inventory.RecordEvents(_portfolio, [Fill("blocking")]);
        await entered;
        var waiting = Enumerable.Range(0, 50).Select(i => Inventory.RecordFills(_portfolio, [Fill($"t{i}")])).ToArray();
        await taken;
        release.SetResult();
        await Task.WhenAll([blocking, .. waiting]);

        Assert.Equal(2, cluster.Journal.FillAppends(_instrument) - before);
        Assert.Equal(52m, (await Inventory.GetPosition(_portfolio))!.Positions[0].Quantity);
    }

    [Fact]
    public async Task A_fill_is_not_acknowledged_nor_counted_while_its_append_is_pending()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("first")]);
        var (entered, release) = Hold();

        var pending = Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        await entered;
        var meanwhile = await Inventory.GetPosition(_portfolio);

        Assert.False(pending.IsCompleted);
        Assert.Equal(1m, meanwhile!.Positions[0].Quantity);
        release.SetResult();
        Assert.Equal(2m, (await pending).Position!.Positions[0].Quantity);
    }

    [Fact]
    public async Task A_failed_append_books_nothing_and_the_fill_can_be_sent_again()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("first")]);
        cluster.Journal.OnAppend(_instrument, _ => throw new IOException("the store is down"));

        var fault = await Assert.ThrowsAsync<TimeoutException>(() => Inventory.RecordEvents(_portfolio, [Fill("t1")]));
        cluster.Journal.OnAppend(_instrument, null);

        Assert.EndsWith("may be sent again: the store is down", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1m, (await Inventory.GetPosition(_portfolio))!.Positions[0].Quantity);
        var again = await Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        Assert.Equal((FillOutcome.Recorded, 2m), (again.Receipts[0].Outcome, again.Position!.Positions[0].Quantity));
    }

    [Fact]
    public async Task A_first_append_that_fails_leaves_an_instrument_that_can_be_traded_later()
    {
        cluster.Journal.OnAppend(_instrument, _ => throw new IOException("the store is down"));
        await Assert.ThrowsAsync<TimeoutException>(() => Inventory.RecordEvents(_portfolio, [Fill("t1")]));
        cluster.Journal.OnAppend(_instrument, null);

        var again = await Inventory.RecordEvents(_portfolio, [Fill("t1")]);

        Assert.Equal(FillOutcome.Recorded, again.Receipts[0].Outcome);
        Assert.Single(await cluster.Journal.Fills(_instrument));
    }

    [Fact]
    public async Task Fills_waiting_behind_a_failed_append_fail_too_and_can_be_sent_again()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("first")]);
        var (entered, release) = Hold();
        var taken = cluster.Taken.More(_instrument, nameof(IInventoryGrain.RecordEvents), 2);
        var blocking = Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        await entered;
        var waiting = Inventory.RecordFills(_portfolio, [Fill("t2")]);
        await taken;
        cluster.Journal.OnFillAppend(_instrument, _ => throw new IOException("the store is down"));
        release.SetException(new IOException("the store went away"));

        await Assert.ThrowsAsync<TimeoutException>(() => blocking);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        cluster.Journal.OnFillAppend(_instrument, null);

        var again = await Inventory.RecordEvents(_portfolio, [Fill("t1"), Fill("t2")]);
        Assert.Equal([FillOutcome.Recorded, FillOutcome.Recorded], again.Receipts.Select(receipt => receipt.Outcome));
        Assert.Equal(3m, again.Position!.Positions[0].Quantity);
    }

    [Fact]
    public async Task An_append_that_was_stored_but_timed_out_is_booked_exactly_once()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("first")]);
        var tries = 0;
        cluster.Journal.OnAppend(_instrument, async real =>
        {
            var stored = await real();
            return Interlocked.Increment(ref tries) == 1 ? throw new TimeoutException("no answer") : stored;
        });

        var recorded = await Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        cluster.Journal.OnAppend(_instrument, null);

        Assert.Equal((FillOutcome.Recorded, 2m), (recorded.Receipts[0].Outcome, recorded.Position!.Positions[0].Quantity));
        Assert.Equal(2, (await cluster.Journal.Fills(_instrument)).Count);
    }

    [Fact]
    public async Task An_append_that_was_stored_but_never_answered_is_found_when_the_fill_is_sent_again()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("first")]);
        cluster.Journal.OnAppend(_instrument, async real =>
        {
            await real();
            throw new IOException("no answer");
        });
        await Assert.ThrowsAsync<TimeoutException>(() => Inventory.RecordEvents(_portfolio, [Fill("t1")]));
        await cluster.Deactivated(Inventory);
        cluster.Journal.OnAppend(_instrument, null);

        var again = await Inventory.RecordEvents(_portfolio, [Fill("t1")]);

        Assert.Equal((FillOutcome.Duplicate, 2m), (again.Receipts[0].Outcome, again.Position!.Positions[0].Quantity));
    }

    [Fact]
    public async Task A_client_sends_again_by_itself_what_a_failing_store_left_unacknowledged()
    {
        var failures = 0;
        cluster.Journal.OnAppend(_instrument, real => Interlocked.Increment(ref failures) > 6 ? real() : throw new RedisException("gone"));

        var receipts = await cluster.Client.RecordFills([Fill("t1")], TestContext.Current.CancellationToken);

        Assert.Equal([new FillReceipt("t1", FillOutcome.Recorded, null)], receipts);
    }

    [Fact]
    public async Task A_client_waits_for_a_journal_that_cannot_be_opened_for_now()
    {
        var failures = 0;
        cluster.Journal.OnOpen(_instrument, () => Interlocked.Increment(ref failures) > 2 ? Task.CompletedTask : throw new RedisException("gone"));

        var receipts = await cluster.Client.RecordFills([Fill("t1")], TestContext.Current.CancellationToken);

        Assert.Equal(FillOutcome.Recorded, receipts[0].Outcome);
        Assert.True(failures > 2, $"{failures} looks at the journal");
    }

    private Fill Fill(string id) => Some.Fill(_instrument, _portfolio.Name, id);

    /// <summary>Holds the next append before it reaches the store; later ones pass.</summary>
    private (Task Entered, TaskCompletionSource Release) Hold()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Journal.OnFillAppend(_instrument, async real =>
        {
            entered.TrySetResult();
            await release.Task;
            return await real();
        });
        return (entered.Task, release);
    }
}
