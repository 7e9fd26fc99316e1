using System.Diagnostics;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Cluster.Tests.Inventory;

public sealed class InventoryRecoveryTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("desk"));

    private IInventoryGrain Inventory => cluster.Inventory(_instrument);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_activation_has_the_state_of_the_old_one()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var fills = Enumerable.Range(0, 300).Select(i => Fill($"t{i}") with
        {
            Account = random.Next(2) == 0 ? "main" : "second",
            Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Price = 100m + (random.Next(-500, 500) / 100m),
            Quantity = random.Next(1, 100) / 10m,
            Fee = random.Next(-3, 10) / 100m,
            VenueTime = new(1_700_000_000_000_000 + random.Next(1_000)),
        });
        await Inventory.RecordEvents(_portfolio, [.. fills]);

        // What becomes known of the fills in between is journaled too; then the state is compared once more.
        var (before, after) = await Around(Inventory);
        for (var clock = Stopwatch.StartNew(); after.JournalLength > before.JournalLength + 1 && clock.Elapsed < Waiting.Patience;)
        {
            (before, after) = await Around(Inventory);
        }

        Assert.Equal(before.Positions.Select(p => (p.Account, p.StateHash)), after.Positions.Select(p => (p.Account, p.StateHash)));
        Assert.True(after.Epoch > before.Epoch);
        Assert.Equal(before.JournalLength + 1, after.JournalLength);
    }

    private async Task<(PositionPush Before, PositionPush After)> Around(IInventoryGrain inventory)
    {
        var before = (await inventory.GetPosition(_portfolio))!;
        await cluster.Deactivate(inventory);
        return (before, (await inventory.GetPosition(_portfolio))!);
    }

    [Fact]
    public async Task A_fill_is_known_as_a_duplicate_after_reactivation()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        await cluster.Deactivate(Inventory);

        var again = await Inventory.RecordEvents(_portfolio, [Fill("t1"), Fill("t1") with { Price = 7m }]);

        Assert.Equal([FillOutcome.Duplicate, FillOutcome.Conflict], again.Receipts.Select(receipt => receipt.Outcome));
    }

    [Fact]
    public async Task An_activation_that_another_has_fenced_books_nothing_and_loads_what_the_other_wrote()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        var rival = await Rival();
        await rival.Append([new Recorded(Fill("rival") with { Quantity = 5m })], Token);

        var fault = await Assert.ThrowsAsync<TimeoutException>(() => Inventory.RecordEvents(_portfolio, [Fill("t2")]));
        Assert.Contains("may be sent again", fault.Message, StringComparison.Ordinal);

        var again = await Inventory.RecordEvents(_portfolio, [Fill("t2")]);
        Assert.Equal((FillOutcome.Recorded, 7m), (again.Receipts[0].Outcome, again.Position!.Positions[0].Quantity));
        Assert.True(again.Position.Epoch > rival.Epoch);
    }

    [Fact]
    public async Task An_older_writer_is_fenced_by_an_activation()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        var older = await Rival();
        await cluster.Deactivate(Inventory);
        await Inventory.RecordEvents(_portfolio, [Fill("t2")]);

        await Assert.ThrowsAsync<JournalFencedException>(() => older.Append([new Recorded(Fill("late"))], Token));
        Assert.Equal(2m, (await Inventory.GetPosition(_portfolio))!.Positions[0].Quantity);
    }

    [Fact]
    public async Task A_journal_that_the_store_has_lost_as_a_whole_is_written_again_by_the_inventory_that_holds_it()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1"), Fill("t2")]);
        var before = (await Inventory.GetPosition(_portfolio))!.Epoch;
        await cluster.Redis.KeyDeleteAsync($"ballast/journal/{{{_instrument}}}/0");

        var receipts = await cluster.Client.RecordFills([Fill("t3")], Token);

        Assert.Equal(FillOutcome.Recorded, Assert.Single(receipts).Outcome);
        var after = (await Inventory.GetPosition(_portfolio))!;
        Assert.Equal(3m, after.Positions[0].Quantity);
        Assert.True(after.Epoch > before);
        Assert.Equal(3, (await cluster.Journal.Fills(_instrument)).Count);
    }

    [Fact]
    public async Task An_inventory_that_books_nothing_finds_by_itself_that_the_store_has_lost_its_journal()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        await cluster.Redis.KeyDeleteAsync($"ballast/journal/{{{_instrument}}}/0");

        await Eventually.Until("the fill is stored again", Eventually.Patience, async () => (await cluster.Journal.Fills(_instrument)).Count == 1, Token);
    }

    [Fact]
    public async Task A_store_that_is_silent_leaves_positions_readable_and_the_client_sends_again()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        cluster.Journal.OnAppend(_instrument, _ => throw new JournalSilentException("no answer"));
        var waiting = cluster.Client.RecordFills([Fill("t2")], Token);
        await Assert.ThrowsAsync<InventoryBusyException>(() => Inventory.RecordEvents(_portfolio, [Fill("t3")]));

        var meanwhile = (await Inventory.GetPosition(_portfolio))!;
        await Assert.ThrowsAsync<InventoryBusyException>(() => Inventory.RecordEvents(_portfolio, [Fill("t4")]));
        cluster.Journal.OnAppend(_instrument, null);

        Assert.Equal(1m, meanwhile.Positions[0].Quantity);
        Assert.Contains(Assert.Single(await waiting).Outcome, new[] { FillOutcome.Recorded, FillOutcome.Duplicate });
        Assert.Equal(meanwhile.Epoch, (await Inventory.GetPosition(_portfolio))!.Epoch);
    }

    [Fact]
    public async Task Two_first_activations_cannot_both_open_one_journal()
    {
        using var first = Writer();
        using var second = Writer();
        var terms = new Terms(cluster.Terms.Find(_instrument)!, "");
        await first.Open(terms, Token);

        await Assert.ThrowsAsync<JournalFencedException>(() => second.Open(terms, Token));
    }

    [Fact]
    public async Task A_changed_journal_entry_is_reported_and_not_booked()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1"), Fill("t2")]);
        var key = $"ballast/journal/{{{_instrument}}}/0";
        var stored = (string)(await cluster.Redis.ListGetByIndexAsync(key, 2))!;
        await cluster.Redis.ListSetByIndexAsync(key, 2, stored.Replace("\"q\":1", "\"q\":9", StringComparison.Ordinal));
        await cluster.Deactivate(Inventory);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Inventory.GetPosition(_portfolio));

        Assert.Contains("BrokenChain", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => Inventory.RecordEvents(_portfolio, [Fill("t3")]));
        Assert.Equal(2, (await cluster.Journal.Fills(_instrument)).Count);
    }

    [Fact]
    public async Task A_journal_with_a_lost_entry_is_reported()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1"), Fill("t2")]);
        var key = $"ballast/journal/{{{_instrument}}}/0";
        await cluster.Redis.ListRemoveAsync(key, await cluster.Redis.ListGetByIndexAsync(key, 2));
        await cluster.Deactivate(Inventory);

        await Assert.ThrowsAsync<InvalidDataException>(() => Inventory.GetPosition(_portfolio));
    }

    [Fact]
    public async Task A_journaled_fill_that_cannot_be_booked_is_reported()
    {
        await Inventory.RecordEvents(_portfolio, [Fill("t1")]);
        var rival = await Rival();
        await rival.Append([new Recorded(Fill("t1") with { Price = 7m })], Token);
        await cluster.Deactivate(Inventory);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Inventory.GetPosition(_portfolio));

        Assert.Contains("t1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fill_is_not_acknowledged_before_its_portfolio_is_stored()
    {
        cluster.Faults.Fail(_portfolio.Name, new IOException("no portfolio storage"));
        await Assert.ThrowsAsync<TimeoutException>(() => Inventory.RecordEvents(_portfolio, [Fill("t1")]));
        Assert.DoesNotContain(await cluster.Journal.All(_instrument), entry => System.Text.Encoding.UTF8.GetString(entry).Contains("t1", StringComparison.Ordinal));

        cluster.Faults.Heal(_portfolio.Name);
        var again = await Inventory.RecordEvents(_portfolio, [Fill("t1")]);

        Assert.Equal(FillOutcome.Recorded, again.Receipts[0].Outcome);
        Assert.Equal([_instrument], await cluster.Portfolio(_portfolio.Name).GetMembers(_portfolio));
    }

    private Fill Fill(string id) => Some.Fill(_instrument, _portfolio.Name, id);

    private Journal Writer() => new(cluster.Journal, _instrument, new(), TimeProvider.System, NullLogger.Instance);

    /// <summary>A second activation's writer, opened after what is stored now; again if the inventory has written meanwhile what it learnt of a fill.</summary>
    private async Task<Journal> Rival()
    {
        Journal? opened = null;
        await Eventually.Until("a rival's journal is open", Waiting.Patience, async () => (opened = await TryOpen()) is not null, Token);
        return opened!;
    }

    private async Task<Journal?> TryOpen()
    {
        var rival = Writer();
        await foreach (var _ in rival.Load(default, Token))
        {
            // What it holds does not matter here.
        }

        try
        {
            await rival.Open(null, Token);
            return rival;
        }
        catch (JournalFencedException)
        {
            return null;
        }
    }
}
