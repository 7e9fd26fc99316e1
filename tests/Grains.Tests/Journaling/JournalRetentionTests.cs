using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Keys;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Journaling;

public sealed class JournalRetentionTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private const long Start = 1_700_000_000_000_000;

    private readonly InstrumentId _instrument = JournalStores.SomeInstrument();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJournalStore Store => stores.Of("redis");

    [Fact]
    public async Task Key_tables_hold_the_keys_of_the_sealed_segments_inside_the_window()
    {
        var writer = await Written(Store);

        var all = await writer.Journal.LoadKeys(new(0), Token);
        var some = await writer.Journal.LoadKeys(new(Start + 20), Token);

        var expected = Enumerable.Range(0, 40).Select(i => Writer.Fill(_instrument, $"{i}", Start + i)).Select(fill => new KeyRow(fill.Key.Hash(), fill.PayloadDigest()));
        Assert.Equal(expected, [.. all.SelectMany(table => table.Rows), .. writer.Journal.OpenKeys]);
        Assert.Equal(all.Where(table => table.LastTime >= new Instant(Start + 20)).Select(table => table.Segment), some.Select(table => table.Segment));
        Assert.NotEqual(all.Count, some.Count);
        Assert.Empty(await writer.Journal.LoadKeys(new(Start + 1_000), Token));
    }

    [Fact]
    public async Task A_key_table_that_is_absent_damaged_or_of_another_segment_is_made_again()
    {
        var writer = await Written(new FaultyStore(Store) { RefusesKeyTables = true });
        Assert.Null(await Store.GetKeyTable(_instrument, 0, Token));
        var reader = new Writer(Store, _instrument, _time);
        await reader.Load();
        var all = await reader.Journal.LoadKeys(new(0), Token);
        await Store.PutKeyTable(_instrument, 1, (await Store.GetKeyTable(_instrument, 2, Token))!, Token);
        var damaged = (await Store.GetKeyTable(_instrument, 3, Token))!;
        damaged[50] ^= 1;
        await Store.PutKeyTable(_instrument, 3, damaged, Token);

        var again = await reader.Journal.LoadKeys(new(0), Token);

        Assert.Equal(40, all.Sum(table => table.Rows.Count) + writer.Journal.OpenKeys.Count);
        Assert.Equal(all.SelectMany(table => table.Rows), again.SelectMany(table => table.Rows));
        Assert.Null(KeyTable.Decode(damaged));
        Assert.Null(KeyTable.Decode([]));
    }

    [Theory]
    [MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task Segments_before_a_checkpoint_are_dropped_and_the_rest_still_reads(string name)
    {
        var store = stores.Of(name);
        var writer = await Written(store);
        var checkpoint = (await writer.FindCheckpoint())!;

        var lowest = await writer.DropBelow(checkpoint.HeaderNumber - 1);
        await writer.Book("after", Start + 100);
        var fresh = new Writer(store, _instrument, _time);
        await fresh.Load();

        Assert.Equal(checkpoint.End.Segment - 1, lowest);
        Assert.Equal(lowest, (await store.GetSegments(_instrument, Token))!.Value.First);
        Assert.Equal(0, await store.GetLength(_instrument, 0, Token));
        Assert.Null(await store.GetKeyTable(_instrument, 0, Token));
        Assert.Equal((writer.Journal.Position, writer.Journal.MaxEventTime), (fresh.Journal.Position, fresh.Journal.MaxEventTime));
        Assert.Equal(lowest, await fresh.DropBelow(1));
        await fresh.Journal.Open(null, Token);
        Assert.True(fresh.Journal.Epoch > writer.Journal.Epoch);
    }

    [Fact]
    public async Task Without_a_checkpoint_nothing_is_dropped()
    {
        var writer = await new Writer(Store, _instrument, _time, withCheckpoints: false).Start();
        await writer.Book(0, 40);

        Assert.Equal(0, await writer.DropBelow(writer.Journal.Length));
        Assert.Null(await writer.FindCheckpoint());
    }

    [Fact]
    public async Task A_chain_that_begins_without_a_checkpoint_is_refused()
    {
        var writer = await new Writer(Store, _instrument, _time, withCheckpoints: false).Start();
        await writer.Book(0, 40);
        await Store.DropSegments(_instrument, 2, Token);

        var refused = await Assert.ThrowsAsync<JournalDamagedException>(() => new Writer(Store, _instrument, _time).Start());

        Assert.Equal((DamageKind.NoCheckpoint, 2), (refused.Damage!.Kind, refused.Damage.Segment));
    }

    [Fact]
    public async Task A_place_in_a_segment_that_was_dropped_is_told()
    {
        var writer = await Written(Store);
        var place = new JournalPosition(0, 3, 3, 1);
        await writer.DropBelow(writer.Journal.Length);

        var told = await Assert.ThrowsAsync<JournalDamagedException>(() => new Writer(Store, _instrument, _time).Load(place));

        Assert.Equal(DamageKind.MissingSegment, told.Damage!.Kind);
    }

    [Fact]
    public async Task A_drop_that_a_crash_cut_short_is_finished_by_the_next()
    {
        var writer = await Written(Store);
        var checkpoint = (await writer.FindCheckpoint())!;
        var database = stores.Database("redis");

        // The state after a crash: the drop is recorded, and only the first list is deleted.
        await database.StringSetAsync(JournalStores.Key(_instrument, "first"), $"0 {checkpoint.End.Segment - 1}");
        await database.KeyDeleteAsync(JournalStores.Key(_instrument, 0));
        var fresh = await new Writer(Store, _instrument, _time).Start();
        await fresh.DropBelow(checkpoint.HeaderNumber);

        for (var segment = 0; segment < checkpoint.End.Segment; segment++)
        {
            Assert.False(await database.KeyExistsAsync(JournalStores.Key(_instrument, segment)));
        }

        Assert.Null(await new JournalReader(Store, _instrument).FindDamage(Token));
    }

    private async Task<Writer> Written(IJournalStore store)
    {
        var writer = await new Writer(store, _instrument, _time).Start();
        for (var i = 0; i < 40; i++)
        {
            await writer.Book($"{i}", Start + i);
        }

        return writer;
    }
}
