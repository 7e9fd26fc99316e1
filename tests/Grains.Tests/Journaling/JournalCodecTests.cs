using System.Collections;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Ballast.Grains.Journaling.Keys;
using CsCheck;

namespace Ballast.Grains.Tests.Journaling;

public sealed class JournalCodecTests
{
    private static readonly InstrumentId Instrument = new("deribit", "BTC-PERPETUAL/é");

    // Every scale from 0 to 28, both signs, all sizes, and zeros with a scale.
    private static readonly Gen<decimal> Number =
        Gen.Select(Gen.OneOf(Gen.Int, Gen.Const(0)), Gen.OneOf(Gen.Int, Gen.Const(0)), Gen.OneOf(Gen.Int, Gen.Const(0)), Gen.Bool, Gen.Byte[0, 28])
            .Select((low, mid, high, isNegative, scale) => new decimal(low, mid, high, isNegative && (low | mid | high) != 0, scale));

    private static readonly Gen<decimal?> Perhaps = Number.Nullable();

    // Whatever can be sent as UTF-8, quotes, control characters and characters beyond 16 bits included.
    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.Char['\u0000', '\u02ff'].Select(c => c.ToString()), Gen.Const("\"\\/<>&'"), Gen.Const("\U0001F600"), Gen.Const("漢"))
            .Array[0, 12].Select(string.Concat);

    private static readonly Gen<string?> PerhapsText = Gen.OneOf(Text.Select(text => (string?)text), Gen.Const((string?)null));

    private static readonly Gen<Instant> Time = Gen.Long[0, Instant.MaxMicros].Select(micros => new Instant(micros));

    private static readonly Gen<Instant?> PerhapsTime = Time.Nullable();

    private static readonly Gen<Side> AnySide = Gen.Bool.Select(isBuy => isBuy ? Side.Buy : Side.Sell);

    private static readonly Gen<LedgerEvent> Event = Gen.OneOf(
        Gen.Select(Text, AnySide, Number, Number, Number, PerhapsText, Perhaps, Gen.Select(Gen.Int[0, 2], PerhapsText))
            .Select((id, side, price, quantity, fee, asset, rate, rest) => (LedgerEvent)new Fill
            {
                Instrument = Instrument, Account = "", Portfolio = "", VenueTime = default, TradeId = id, Side = side, Price = price,
                Quantity = quantity, Fee = fee, FeeAsset = asset, FeeRate = rate, Liquidity = (LiquiditySide)rest.Item1, OrderId = rest.Item2,
            }),
        Gen.Select(Text, AnySide, PerhapsText, Perhaps, Perhaps, Gen.Long[0, long.MaxValue]).Select((id, side, reason, price, quantity, time) => (LedgerEvent)new FillVoid
        {
            Instrument = Instrument, Account = "", Portfolio = "", VenueTime = default, TradeId = id, Side = side, Reason = reason,
            FillTime = time % 3 == 0 ? null : new Instant(time), Price = price == 0 ? null : price, Quantity = quantity == 0 ? null : quantity,
        }),
        Gen.Select(Gen.Int[0, 2], Perhaps, Perhaps, Perhaps, PerhapsText).Select((source, rate, mark, amount, id) => (LedgerEvent)new FundingPayment
        {
            Instrument = Instrument, Account = "", Portfolio = "", VenueTime = default, Source = (FundingSource)source, Rate = rate, Mark = mark, Amount = amount,
            FundingId = id,
        }),
        Gen.Select(Text, Number, Number, Gen.Int[0, 3], PerhapsText).Select((id, quantity, price, reason, provenance) => (LedgerEvent)new Adjustment
        {
            Instrument = Instrument, Account = "", Portfolio = "", VenueTime = default, AdjustmentId = id, Quantity = quantity, Price = price,
            Reason = (AdjustmentReason)reason, Provenance = provenance,
        }),
        Number.Select(price => (LedgerEvent)new Settlement { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = default, Price = price }),
        Number.Select(multiplier => (LedgerEvent)new TermsChange { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = default, Multiplier = multiplier }));

    private static readonly Gen<JournalEntry> Entry = Gen.OneOf(
        Gen.Select(Event, Text, Text, Time, Gen.Long).Select((item, account, portfolio, time, sequence) => (JournalEntry)new Recorded(
            item with { Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence })),
        Gen.Select(Gen.Long[1, long.MaxValue], Text, Time).Select((epoch, writer, time) => (JournalEntry)new Opened(epoch, writer, time)),
        Gen.Select(Gen.Enum<ContractKind>(), Text, Text, Text, Number, Perhaps, Perhaps, Text)
            .Select((kind, asset, quote, settle, multiplier, tick, lot, policy) => (JournalEntry)new Terms(
                new() { Id = Instrument, Kind = kind, Base = asset, Quote = quote, Settle = settle, Multiplier = multiplier, TickSize = tick, LotSize = lot }, policy)),
        Gen.Select(Gen.Long, Gen.Enum<AnnotationKind>(), Gen.Int, Perhaps).Select((number, kind, index, value) => new Annotation(number, kind, index, value))
            .List[1, 20].Select(items => (JournalEntry)new Annotated(items)),
        Gen.Select(Gen.Long, PerhapsTime, PerhapsTime, PerhapsTime).Select((entries, first, last, max) => (JournalEntry)new SegmentSeal(entries, first, last, max)),
        Gen.Select(Gen.Int, Gen.Long, Gen.Long, Gen.ULong, Gen.Long, PerhapsTime, Time)
            .Select((segment, number, length, hash, epoch, max, time) => (JournalEntry)new SegmentHeader(segment, number, length, hash, epoch, max, time)),
        Gen.Select(Gen.Int, Gen.Int, Text).Select((part, parts, text) => (JournalEntry)new CheckpointPart(part, parts, text)));

    [Fact]
    public void Every_entry_reads_back_as_it_was_digit_by_digit() => Check(Entry.Array[1, 5], entries =>
    {
        using var codec = new JournalCodec(Instrument);
        var hash = 0UL;
        foreach (var entry in entries)
        {
            var stored = codec.Encode(entry, hash, out var next);
            Assert.True(codec.Follows(stored, hash, out var stated, out _));
            Assert.Equal((next, next), (stated, JournalCodec.HashOf(stored)));
            Assert.Equal(Spell(entry), Spell(codec.Decode(stored)));
            hash = next;
        }
    });

    [Fact]
    public void No_change_of_a_byte_passes() => Check(Gen.Select(Entry, Gen.Int[0, 100_000], Gen.Int[1, 255]), (entry, at, change) =>
    {
        using var codec = new JournalCodec(Instrument);
        var stored = codec.Encode(entry, 7, out _);
        stored[at % stored.Length] ^= (byte)change;
        Assert.False(codec.Follows(stored, 7, out _, out _) && JournalCodec.HashOf(stored) != 0);
    });

    [Fact]
    public void A_digit_of_the_hash_that_became_a_capital_is_damage()
    {
        using var codec = new JournalCodec(Instrument);
        var stored = codec.Encode(new Opened(1, "w", new(2)), 0, out _);
        var letters = Enumerable.Range(0, 16).Where(i => stored[i] >= (byte)'a').ToArray();
        Assert.NotEmpty(letters);
        foreach (var letter in letters)
        {
            stored[letter] ^= 32;
            Assert.False(codec.Follows(stored, 0, out var hash, out _));
            Assert.Equal(0UL, hash);
            stored[letter] ^= 32;
        }

        Assert.True(codec.Follows(stored, 0, out _, out _));
    }

    [Fact]
    public void The_hash_is_what_a_shell_makes_of_the_entry()
    {
        using var codec = new JournalCodec(Instrument);
        var first = Encoding.UTF8.GetString(codec.Encode(new Opened(1, "w", new(2)), 0, out _));
        Assert.Equal("{\"o\":{\"e\":1,\"w\":\"w\",\"t\":2}}", first[17..]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("0000000000000000 " + first[17..])))[..16], first[..16]);
    }

    [Fact]
    public void Key_tables_and_checkpoints_read_back() => Check(
        Gen.Select(Gen.Int, Gen.ULong, PerhapsTime, PerhapsTime, Gen.Select(Gen.ULong, Gen.ULong, Gen.Long).List[0, 50], Text),
        (segment, hash, first, last, rows, text) =>
        {
            var table = new KeyTable(segment, hash, first, last, [.. rows.Select(row => new KeyRow(new(row.Item1, row.Item2), row.Item3))]);
            var bytes = table.Encode();
            Assert.Equal(Spell(table), Spell(KeyTable.Decode(bytes)!));
            bytes[(int)((uint)segment % bytes.Length)] ^= 4;
            Assert.Null(KeyTable.Decode(bytes));

            var state = new CheckpointState(string.Concat(Enumerable.Repeat(text, 5_000)));
            var parts = state.Split();
            Assert.Equal(state, CheckpointState.Join(parts));
            Assert.All(parts, part => Assert.InRange(Encoding.UTF8.GetByteCount(part.Text), 0, 64 << 10));
            Assert.True(parts.Count == 1 || CheckpointState.Join([.. parts.Skip(1)]) is null);
        });

    /// <summary>A member that is added to an event or to the terms must get a place in the stored form.</summary>
    [Theory]
    [InlineData(typeof(Fill), 14)]
    [InlineData(typeof(FillVoid), 11)]
    [InlineData(typeof(FundingPayment), 10)]
    [InlineData(typeof(Adjustment), 10)]
    [InlineData(typeof(Settlement), 6)]
    [InlineData(typeof(TermsChange), 6)]
    [InlineData(typeof(Instrument), 8)]
    [InlineData(typeof(Annotation), 4)]
    public void Every_member_has_a_place_in_the_stored_form(Type type, int stored) =>
        Assert.Equal(stored, type.GetProperties().Count(member => member.CanWrite));

    /// <summary>Every member with its digits; equality of decimals does not look at the scale.</summary>
    private static string Spell(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Spell))}]",
        decimal number => string.Join('.', decimal.GetBits(number)),
        _ when value.GetType() is { IsPrimitive: true } or { IsEnum: true } => $"{value}",
        _ => $"{value.GetType().Name}({string.Join(", ", Members(value))})",
    };

    private static IEnumerable<string> Members(object value) =>
        value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(member => member.CanWrite)
            .Select(member => $"{member.Name}={Spell(member.GetValue(value))}");

    private static void Check<T>(Gen<T> gen, Action<T> assert) => gen.Sample(assert);

    private static void Check<T1, T2, T3>(Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> assert) =>
        Check(gen, item => assert(item.Item1, item.Item2, item.Item3));

    private static void Check<T1, T2, T3, T4, T5, T6>(Gen<(T1, T2, T3, T4, T5, T6)> gen, Action<T1, T2, T3, T4, T5, T6> assert) =>
        Check(gen, item => assert(item.Item1, item.Item2, item.Item3, item.Item4, item.Item5, item.Item6));
}
