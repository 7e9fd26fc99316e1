using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Journaling;

public sealed class JournalCrashTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private const int Fills = 12;

    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Ends the writer at each of its appends, just before or just after; a checkpoint takes two.</summary>
    [Theory]
    [InlineData("redis", false)]
    [InlineData("redis", true)]
    [InlineData("garnet", true)]
    public async Task Wherever_a_writer_is_killed_nothing_is_lost_or_doubled(string name, bool afterwards)
    {
        const int Padding = 600_000;
        var padding = name == "redis" ? Padding : 0;
        for (var at = 0; ; at++)
        {
            var instrument = JournalStores.SomeInstrument();
            var store = new FaultyStore(stores.Of(name));
            store.KillAt(at, afterwards);
            var victim = new Writer(store, instrument, _time, padding: padding);
            var isKilled = false;
            try
            {
                await victim.Start();
                await victim.Book(0, Fills);
            }
            catch (KilledException)
            {
                isKilled = true;
            }

            var heir = await new Writer(stores.Of(name), instrument, _time).Start();
            Assert.Equal(victim.Ids, heir.Ids.Take(victim.Ids.Count));
            Assert.InRange(heir.Ids.Count - victim.Ids.Count, 0, afterwards ? 1 : 0);

            await heir.Book(0, Fills);
            Assert.Equal(Enumerable.Range(0, Fills).Select(i => $"{i}"), Writer.Fills(await Writer.ReadAll(stores.Of(name), instrument)));
            if (!isKilled)
            {
                Assert.True(at > Fills + 2, $"only {at} appends");
                return;
            }
        }
    }

    [Fact]
    public async Task A_sealed_segment_without_a_successor_is_continued()
    {
        var instrument = JournalStores.SomeInstrument();
        var store = new FaultyStore(stores.Of("redis"));
        store.KillAt(6, afterwards: true);
        var victim = await new Writer(store, instrument, _time).Start();
        await Assert.ThrowsAsync<KilledException>(() => victim.Book(0, Fills));
        var before = await Writer.ReadAll(stores.Of("redis"), instrument);

        var heir = await new Writer(stores.Of("redis"), instrument, _time).Start();

        Assert.IsType<SegmentSeal>(before[^1].Entry);
        Assert.Equal((0, 1), (before[^1].Segment, heir.Journal.Position.Segment));
        Assert.Equal([typeof(SegmentHeader), typeof(CheckpointPart), typeof(Opened)],
            (await Writer.ReadAll(stores.Of("redis"), instrument)).Skip(before.Count).Select(record => record.Entry.GetType()));
    }

    [Fact]
    public async Task A_checkpoint_that_lacks_a_part_is_ignored()
    {
        var instrument = JournalStores.SomeInstrument();
        var store = new FaultyStore(stores.Of("redis"));
        store.KillAt(8, afterwards: false);
        var victim = await new Writer(store, instrument, _time, padding: 600_000).Start();
        await Assert.ThrowsAsync<KilledException>(() => victim.Book(0, Fills));

        var heir = await new Writer(stores.Of("redis"), instrument, _time).Start();

        Assert.Null(await heir.FindCheckpoint());
        Assert.Equal(0, await heir.DropBelow(heir.Journal.Length));
        await heir.Book(0, Fills);
        Assert.Equal(heir.Journal.Position.Segment, (await heir.FindCheckpoint())!.End.Segment);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_append_whose_outcome_is_unknown_is_found_or_made_once(bool isStored)
    {
        var instrument = JournalStores.SomeInstrument();
        var store = new FaultyStore(stores.Of("redis"));
        var tries = 0;
        store.OnAppend = async (_, append) =>
        {
            if (tries++ % 2 == 0)
            {
                if (isStored)
                {
                    await append();
                }

                throw new TimeoutException("no answer");
            }

            return await append();
        };

        var writer = await new Writer(store, instrument, _time).Start();
        await writer.Book(0, Fills);

        Assert.Equal(writer.Ids, Writer.Fills(await Writer.ReadAll(stores.Of("redis"), instrument)));
        Assert.Equal(Fills, writer.Ids.Count);
    }

    [Fact]
    public async Task A_writer_that_failed_refuses_until_it_has_loaded_again()
    {
        var instrument = JournalStores.SomeInstrument();
        var store = new FaultyStore(stores.Of("redis"));
        var writer = await new Writer(store, instrument, _time).Start();
        var first = writer.Journal.Epoch;
        store.OnAppend = (_, _) => throw new TimeoutException("no answer");
        await Assert.ThrowsAsync<TimeoutException>(() => writer.Book("1"));
        store.OnAppend = null;

        await Assert.ThrowsAsync<JournalFencedException>(() => writer.Book("1"));
        await writer.Start();
        await writer.Book("1");

        Assert.Equal(["1"], Writer.Fills(await Writer.ReadAll(stores.Of("redis"), instrument)));
        Assert.Equal(first + 1, writer.Journal.Epoch);
    }
}
