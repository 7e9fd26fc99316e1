using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Journaling;

public sealed class JournalChainTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private readonly InstrumentId _instrument = JournalStores.SomeInstrument();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task A_chain_goes_on_over_many_segments_and_every_entry_has_its_number(string name)
    {
        var store = stores.Of(name);
        var writer = await new Writer(store, _instrument, _time).Start();
        await writer.Book(0, 100);

        var records = await Writer.ReadAll(store, _instrument);
        var range = await store.GetSegments(_instrument, Token);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), Writer.Fills(records));
        Assert.Equal(Enumerable.Range(0, records.Count).Select(i => (long)i), records.Select(record => record.Number));
        Assert.Equal(new SegmentRange(0, records[^1].Segment), range);
        Assert.True(range!.Value.Last > 15);
        Assert.All(records.GroupBy(record => record.Segment), segment => Assert.True(segment.Count() <= 8));
        Assert.Equal([typeof(Opened), typeof(Terms)], records.Take(2).Select(record => record.Entry.GetType()));
        Assert.All(
            records.Where(record => record.Segment > 0 && record.Index < 2),
            record => Assert.IsType(record.Index == 0 ? typeof(SegmentHeader) : typeof(CheckpointPart), record.Entry));
        Assert.Equal(records[^1].Number + 1, writer.Journal.Length);
    }

    [Theory]
    [MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task A_new_activation_has_what_the_old_one_wrote(string name)
    {
        var old = await new Writer(stores.Of(name), _instrument, _time).Start();
        await old.Book(0, 30);

        var fresh = await new Writer(stores.Of(name), _instrument, _time).Start();

        Assert.Equal(old.Ids, fresh.Ids);
        Assert.True(fresh.Journal.Epoch > old.Journal.Epoch);
        await fresh.Book(30, 1);
        await Assert.ThrowsAsync<JournalFencedException>(() => old.Book(31, 1));
    }

    [Fact]
    public async Task Reading_goes_on_from_any_place_that_was_kept()
    {
        var store = stores.Of("redis");
        var writer = await new Writer(store, _instrument, _time).Start();
        await writer.Book(0, 40);
        var records = await Writer.ReadAll(store, _instrument);

        foreach (var record in records)
        {
            var place = new JournalPosition(record.Segment, record.Index + 1, record.Number + 1, record.Hash);
            var fresh = new Writer(store, _instrument, _time);
            await fresh.Load(place);
            Assert.Equal(Writer.Fills(records.Skip((int)record.Number + 1)), fresh.Ids);
            Assert.Equal(writer.Journal.Position, fresh.Journal.Position);
            Assert.Equal(writer.Journal.OpenKeys, fresh.Journal.OpenKeys);
        }
    }

    [Fact]
    public async Task A_segment_ends_with_its_day()
    {
        var store = stores.Of("redis");
        var writer = await new Writer(store, _instrument, _time, 1_000).Start();
        await writer.Book("before");
        _time.Advance(TimeSpan.FromHours(12));
        await writer.Book("after");
        await writer.Book("later");

        var records = await Writer.ReadAll(store, _instrument);

        Assert.Equal([(0, 2L), (1, 2L), (1, 3L)], records.Where(record => record.Entry is Recorded).Select(record => (record.Segment, record.Index)));
        Assert.Equal(new(1_700_000_000_000_000), records.Select(record => record.Entry).OfType<SegmentSeal>().Single().LastTime);
    }

    [Fact]
    public async Task One_append_may_be_larger_than_one_write_and_its_numbers_follow_each_other()
    {
        var store = stores.Of("redis");
        var writer = await new Writer(store, _instrument, _time).Start();
        var annotations = Enumerable.Range(0, 600).Select(i => new Annotation(i, AnnotationKind.Markout, 3, i / 10m));

        var first = await writer.Journal.Append([.. annotations.Select(a => new Annotated([a]))], Token);

        var records = (await Writer.ReadAll(store, _instrument)).Where(record => record.Entry is Annotated).ToArray();
        Assert.Equal(Enumerable.Range(0, 600).Select(i => first + i), records.Select(record => record.Number));
        Assert.All(records, record => Assert.Equal(record.Number, first + ((Annotated)record.Entry).Items.Single().Number));
        Assert.Single(records.Select(record => record.Segment).Distinct());
    }

    [Fact]
    public async Task A_large_checkpoint_is_split_and_found_again()
    {
        var store = stores.Of("redis");
        var writer = await new Writer(store, _instrument, _time, padding: 1_200_000).Start();
        await writer.Book(0, 6);

        var checkpoint = (await writer.FindCheckpoint())!;
        var fresh = new Writer(store, _instrument, _time, padding: 1_200_000);
        await fresh.Load(checkpoint.End);

        Assert.Equal("0,1,2,3,4" + new string('é', 1_200_000), checkpoint.State.Text);
        Assert.Equal(["5"], fresh.Ids);
    }

    [Fact]
    public async Task A_journal_that_waits_for_replicas_is_refused_where_the_store_cannot_wait()
    {
        var writer = new Writer(stores.Of("garnet", new() { WaitReplicas = 1 }), _instrument, _time);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => writer.Start());

        Assert.Contains("Journal:WaitReplicas is 1", refused.Message, StringComparison.Ordinal);
        Assert.Null(await stores.Of("garnet").GetSegments(_instrument, Token));
    }

    [Fact]
    public async Task An_append_that_no_replica_confirms_is_not_acknowledged()
    {
        var store = stores.Of("redis", new() { WaitReplicas = 1, WaitTimeout = TimeSpan.FromMilliseconds(20) });

        // A writer repeats such an append without end, because it is still the only one to know its entries.
        var late = await Assert.ThrowsAsync<JournalSilentException>(
            () => store.Append(_instrument, new(0, 0, default), null, ["{}"u8.ToArray()], TestContext.Current.CancellationToken));

        Assert.Contains("0 of 1 replicas", late.Message, StringComparison.Ordinal);
    }
}
