using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Ledgers.Losses;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Ballast.Grains.Pnl;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Cluster.Tests.Inventory;

/// <summary>Two activations of one inventory at once on one store: one wins, the other reloads, and nothing is lost or booked twice.</summary>
public sealed class RivalActivationTests(BallastCluster cluster)
{
    private const int SegmentEntries = 8;
    private const int Fills = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_silos_that_both_hold_an_inventory_lose_and_double_nothing()
    {
        await using var one = await BallastCluster.Start(new() { Journal = Small });
        await using var two = await BallastCluster.Start(new() { Journal = Small, SharesStoreOf = one });
        var instrument = two.Perpetual(one.SomePerpetual());

        // Each sends half by itself, and one fill in four that the other sends too.
        await Task.WhenAll(Send(one, instrument, i => i % 2 == 0 || i % 8 == 1), Send(two, instrument, i => i % 2 == 1 || i % 8 == 0));

        foreach (var silo in new[] { one, two })
        {
            await silo.Deactivate(silo.Inventory(instrument));
            var inventory = await silo.Client.GetLedgers("desk", instrument, Token);
            Assert.Equal(((decimal)Fills, (long)Fills), (inventory.Ledgers[0].Position.Quantity, inventory.Ledgers[0].Position.Fills));
        }

        Assert.Equal(Enumerable.Range(0, Fills).Select(Id).Order(StringComparer.Ordinal), (await Journaled(one, instrument)).Order(StringComparer.Ordinal));
        Assert.True((await one.Journal.GetSegments(instrument, Token))!.Value.Last > 0, "no segment was ended");
    }

    [Fact]
    public async Task A_writer_fenced_before_midnight_ends_no_segment_after_it()
    {
        var time = new FakeTimeProvider(new(2024, 5, 6, 23, 59, 58, TimeSpan.Zero));
        var instrument = cluster.SomePerpetual();
        using var first = await Activated(instrument, time, null);
        await Book(first, Fill(instrument, "t1", time));
        using var second = await Activated(instrument, time, null);
        time.Advance(TimeSpan.FromSeconds(4));

        await Assert.ThrowsAsync<JournalFencedException>(() => Book(first, Fill(instrument, "t2", time)));
        await Book(second, Fill(instrument, "t3", time));

        Assert.Equal(1, second.Segment);
        using var third = await Activated(instrument, time, null);
        Assert.Equal(2m, third.Ledgers.All.Single().State.Quantity);
    }

    [Fact]
    public async Task Whoever_writes_and_whenever_segments_end_each_fill_is_booked_once()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var time = new FakeTimeProvider(new(2024, 5, 6, 22, 0, 0, TimeSpan.Zero));
        var instrument = cluster.SomePerpetual();
        InventorySnapshot? snapshot = null;
        var writers = new LedgerJournal[2];
        var sent = new List<Fill>();
        var fenced = 0;
        for (var w = 0; w < writers.Length; w++)
        {
            writers[w] = await Activated(instrument, time, snapshot);
        }

        for (var step = 0; step < 120; step++)
        {
            time.Advance(TimeSpan.FromSeconds(random.Next(3_600)));
            var w = random.Next(writers.Length);
            var fill = sent.Count > 0 && random.Next(4) == 0 ? sent[random.Next(sent.Count)] : Fill(instrument, Id(step), time);
            try
            {
                await Book(writers[w], fill);
            }
            catch (JournalFencedException)
            {
                fenced++;
                Assert.Equal(0, await writers[w].RestoreLost(instrument, NullLogger.Instance, Token));
                writers[w].Dispose();
                writers[w] = await Activated(instrument, time, random.Next(2) == 0 ? snapshot : null);
                await Book(writers[w], fill);
            }

            sent.Add(fill);
            snapshot = random.Next(5) == 0 ? Stored(writers[w], snapshot) : snapshot;
        }

        Assert.NotEqual(0, fenced);
        await AssertBookedOnce(instrument, time, snapshot, [.. sent.DistinctBy(fill => fill.TradeId)]);
        Array.ForEach(writers, writer => writer.Dispose());
    }

    /// <summary>From the journal alone, from a snapshot and without any journal the ledger is the same.</summary>
    private async Task AssertBookedOnce(InstrumentId instrument, TimeProvider time, InventorySnapshot? snapshot, Fill[] fills)
    {
        var pure = new InstrumentLedgers(cluster.Terms.Find(instrument)!);
        pure.Commit(pure.Prepare(fills, StampRange.All), 1);
        using var alone = Journal(instrument, time);
        Assert.True(await alone.Load(null, Token));
        using var resumed = Journal(instrument, time);
        Assert.True(await resumed.Load(snapshot, Token));

        Assert.Equal(pure.All.Single().State.StateHash(), alone.Ledgers.All.Single().State.StateHash());
        Assert.Equal(alone.StateHash(), resumed.StateHash());
        Assert.True(alone.Segment > 2, $"only {alone.Segment} segments were ended");
    }

    /// <summary>One that no longer may write must not store a snapshot of what it believes; a grain's storage refuses it by its tag.</summary>
    private static InventorySnapshot? Stored(LedgerJournal writer, InventorySnapshot? before) =>
        writer.Length >= (before?.Position.Number ?? 0) ? writer.Snapshot() : before;

    private async Task<LedgerJournal> Activated(InstrumentId instrument, TimeProvider time, InventorySnapshot? snapshot)
    {
        var journal = Journal(instrument, time);
        if (!await journal.Load(snapshot, Token))
        {
            journal.Start(cluster.Terms.Find(instrument)!, LedgerPolicy.Of(new MarkoutOptions()));
        }

        await journal.Open(Token);
        return journal;
    }

    private LedgerJournal Journal(InstrumentId instrument, TimeProvider time)
    {
        var options = new JournalOptions { DedupeDays = TimeSpan.FromDays(365) };
        Small(options);
        return new(new(cluster.Journal, new(), new()), instrument, options, () => Instant.From(time.GetUtcNow()), time, NullLogger.Instance);
    }

    private static async Task Book(LedgerJournal journal, Fill fill)
    {
        var prepared = journal.Ledgers.Prepare([fill], StampRange.All);
        if (prepared.Booked.Count > 0)
        {
            await journal.Book(prepared, Token);
        }
    }

    private static async Task Send(BallastCluster silo, InstrumentId instrument, Func<int, bool> isMine)
    {
        for (var i = 0; i < Fills; i++)
        {
            if (isMine(i))
            {
                var receipts = await silo.Client.RecordFills([Some.Fill(instrument, "desk", Id(i))], Token);
                Assert.Contains(receipts[0].Outcome, new[] { FillOutcome.Recorded, FillOutcome.Duplicate });
            }
        }
    }

    private static async Task<List<string>> Journaled(BallastCluster silo, InstrumentId instrument)
    {
        var ids = new List<string>();
        await foreach (var record in new JournalReader(silo.Journal, instrument).ReadAll(Token))
        {
            if (record.Entry is Recorded { Event: Fill fill })
            {
                ids.Add(fill.TradeId);
            }
        }

        return ids;
    }

    private static void Small(JournalOptions options)
    {
        options.SegmentEntries = SegmentEntries;
        options.RetryDelay = TimeSpan.Zero;
    }

    private static string Id(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"t{number}");

    private static Fill Fill(InstrumentId instrument, string id, TimeProvider time) =>
        Some.Fill(instrument, "desk", id, quantity: 1m) with { VenueTime = Instant.From(time.GetUtcNow()) };
}
