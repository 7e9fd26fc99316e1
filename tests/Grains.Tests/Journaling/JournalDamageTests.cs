using System.Text;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Ballast.Grains.Tests.Journaling;

public sealed class JournalDamageTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private readonly InstrumentId _instrument = JournalStores.SomeInstrument();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJournalStore Store => stores.Of("redis");

    private IDatabase Database => stores.Database("redis");

    [Fact]
    public async Task An_untouched_chain_has_no_damage()
    {
        await Written();
        Assert.Null(await new JournalReader(Store, _instrument).FindDamage(Token));
    }

    [Fact]
    public async Task A_changed_entry_is_found_at_its_place()
    {
        await Written();
        var entry = (byte[])(await Database.ListGetByIndexAsync(Key(2), 4))!;
        await Database.ListSetByIndexAsync(Key(2), 4, Encoding.UTF8.GetString(entry).Replace("100.50", "100.51", StringComparison.Ordinal));

        var damage = (await new JournalReader(Store, _instrument).FindDamage(Token))!;

        Assert.Equal((DamageKind.BrokenChain, 2, 4L), (damage.Kind, damage.Segment, damage.Index));
        Assert.Contains(Encoding.UTF8.GetString(entry)[..16], damage.Actual, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalDamagedException>(() => new Writer(Store, _instrument, _time).Start());
    }

    [Fact]
    public async Task An_entry_that_was_taken_out_is_found_at_its_place()
    {
        await Written();
        await Database.ListRemoveAsync(Key(1), await Database.ListGetByIndexAsync(Key(1), 3), 1);

        var damage = (await new JournalReader(Store, _instrument).FindDamage(Token))!;

        Assert.Equal((DamageKind.BrokenChain, 1, 3L), (damage.Kind, damage.Segment, damage.Index));
    }

    [Fact]
    public async Task A_segment_that_lost_its_seal_or_is_gone_is_told()
    {
        await Written();
        var seal = await Database.ListRightPopAsync(Key(2));
        var unsealed = (await new JournalReader(Store, _instrument).FindDamage(Token))!;
        await Database.ListRightPushAsync(Key(2), seal);
        await Database.KeyDeleteAsync(Key(2));
        var gone = (await new JournalReader(Store, _instrument).FindDamage(Token))!;

        Assert.Equal((DamageKind.Misstated, 2, 7L), (unsealed.Kind, unsealed.Segment, unsealed.Index));
        Assert.Equal((DamageKind.MissingSegment, 2), (gone.Kind, gone.Segment));
    }

    [Fact]
    public async Task A_seal_that_states_something_else_is_told()
    {
        var writer = await new Writer(Store, _instrument, _time, 100).Start();
        await writer.Book("1");
        using var codec = new JournalCodec(_instrument);
        var seal = codec.Encode(new SegmentSeal(3, null, null, null), writer.Journal.Position.Hash, out _);
        await Database.ListRightPushAsync(Key(0), seal);

        var damage = (await new JournalReader(Store, _instrument).FindDamage(Token))!;

        Assert.Equal((DamageKind.Misstated, 0, 3L), (damage.Kind, damage.Segment, damage.Index));
    }

    [Fact]
    public void A_kind_or_member_that_is_not_known_is_named()
    {
        using var codec = new JournalCodec(_instrument);
        var kind = Assert.Throws<InvalidDataException>(() => codec.Decode("0123456789abcdef {\"y\":{}}"u8));
        var member = Assert.Throws<InvalidDataException>(() => codec.Decode("0123456789abcdef {\"o\":{\"e\":1,\"zz\":2}}"u8));
        var missing = Assert.Throws<InvalidDataException>(() => codec.Decode("0123456789abcdef {\"f\":{\"t\":1,\"s\":1}}"u8));
        var torn = Assert.Throws<InvalidDataException>(() => codec.Decode("0123456789abcdef {\"f\":{\"t\":1,\"s\":1"u8));

        Assert.Contains("'y'", kind.Message, StringComparison.Ordinal);
        Assert.Contains("'zz'", member.Message, StringComparison.Ordinal);
        Assert.Contains("lacks its member 'i'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", torn.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => codec.Decode("0123456789abcdef {\"n\":[[1,99,0]]}"u8));
        Assert.Throws<InvalidDataException>(() => codec.Decode("0123456789abcdef"u8));
        Assert.Throws<InvalidDataException>(() => codec.Decode("0123456789abcdef {\"z\":{\"l\":1}} {}"u8));
    }

    [Fact]
    public async Task A_place_that_the_chain_has_lost_is_told_and_so_is_another_in_its_stead()
    {
        var writer = await Written();
        var place = writer.Journal.Position;
        await Database.ListRightPopAsync(Key(place.Segment));
        var shorter = await Assert.ThrowsAsync<JournalDamagedException>(() => new Writer(Store, _instrument, _time).Load(place));
        var heir = await new Writer(Store, _instrument, _time).Start();
        await heir.Book("another");
        var other = await Assert.ThrowsAsync<JournalDamagedException>(() => new Writer(Store, _instrument, _time).Load(place));

        Assert.Equal((DamageKind.LostTail, DamageKind.LostTail), (shorter.Damage!.Kind, other.Damage!.Kind));
        Assert.Equal((place.Segment, place.Index), (other.Damage.Segment, other.Damage.Index));
    }

    [Fact]
    public async Task A_writer_whose_store_lost_its_tail_knows_what_to_append_again()
    {
        var writer = await Written();
        var before = writer.Ids.ToArray();

        // A failover to a replica that was behind: the newest segment and part of the one before are missing.
        var last = writer.Journal.Position.Segment;
        await Database.KeyDeleteAsync(Key(last));
        await Database.ListTrimAsync(Key(last - 1), 0, 4);
        await Assert.ThrowsAsync<JournalFencedException>(() => writer.Book("next"));
        await writer.Start();
        var missing = await writer.Journal.FindMissing(Token);

        Assert.Equal(before, writer.Ids.Concat(missing.Select(entry => ((Fill)((Recorded)entry.Entry).Event).TradeId)));
        Assert.NotEmpty(missing);
        foreach (var entry in missing)
        {
            await writer.Book(((Fill)((Recorded)entry.Entry).Event).TradeId);
        }

        // Numbers are used a second time, so that only the hashes identify the entries.
        Assert.Equal(missing, await writer.Journal.FindMissing(Token));
        writer.Journal.Restored(missing);
        Assert.Empty(await writer.Journal.FindMissing(Token));
        Assert.Equal(before, Writer.Fills(await Writer.ReadAll(Store, _instrument)));
    }

    [Fact]
    public async Task A_journal_of_which_nothing_is_left_is_not_taken_for_a_new_one()
    {
        var writer = await Written();
        for (var segment = 0; segment <= writer.Journal.Position.Segment; segment++)
        {
            await Database.KeyDeleteAsync(Key(segment));
        }

        var gone = await Assert.ThrowsAsync<JournalDamagedException>(() => new Writer(Store, _instrument, _time).Start());

        Assert.Equal(DamageKind.MissingSegment, gone.Damage!.Kind);
    }

    private RedisKey Key(int segment) => JournalStores.Key(_instrument, segment);

    private async Task<Writer> Written()
    {
        var writer = await new Writer(Store, _instrument, _time).Start();
        await writer.Book(0, 30);
        return writer;
    }
}
