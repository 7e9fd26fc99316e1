using System.Text;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>The bytes of a journal: entries of an earlier version must be read, and written again byte for byte.</summary>
public sealed class StoredFormTests
{
    private static readonly InstrumentId Instrument = new("deribit", "BTC-PERPETUAL");

    private static readonly Instant Time = new(1_723_161_255_088_230);

    /// <summary>Entries of every kind, each with all members and with as few as possible, and their stored forms.</summary>
    public static TheoryData<int, string> Entries => new(Stored.Select((text, at) => (at, text)));

    [Theory]
    [MemberData(nameof(Entries))]
    public void An_entry_is_stored_as_it_always_was(int at, string stored)
    {
        using var codec = new JournalCodec(Instrument);

        Assert.Equal(stored, Encoding.UTF8.GetString(codec.Encode(Made[at], 0, out _)));
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void An_entry_stored_by_an_earlier_version_is_read_and_stored_again_as_it_was(int at, string stored)
    {
        using var codec = new JournalCodec(Instrument);
        var read = codec.Decode(Encoding.UTF8.GetBytes(stored));

        Assert.Equal(Made[at].GetType(), read.GetType());
        Assert.Equal(stored, Encoding.UTF8.GetString(codec.Encode(read, 0, out _)));
    }

    [Theory]
    [InlineData("""{"f":{"a":"x","t":1,"i":"1","s":1,"p":1}}""", "a fill lacks its member 'q'")]
    [InlineData("""{"f":{"a":"x","q":1}}""", "a fill lacks its member 't'")]
    [InlineData("""{"f":{"a":"x","z":1}}""", "a fill has a member 'z' that is not known; known are a b t n i s p q e x y l r")]
    [InlineData("""{"v":{"t":1,"i":"1"}}""", "a void lacks its member 's'")]
    [InlineData("""{"v":{"e":1}}""", "a void has a member 'e' that is not known; known are a b t n i s r f p q")]
    [InlineData("""{"u":{"t":1}}""", "a funding lacks its member 'o'")]
    [InlineData("""{"u":{"p":1}}""", "a funding has a member 'p' that is not known; known are a b t n o y m v i")]
    [InlineData("""{"j":{"t":1,"i":"1","p":1,"q":1}}""", "an adjustment lacks its member 'c'")]
    [InlineData("""{"j":{"s":1}}""", "an adjustment has a member 's' that is not known; known are a b t n i p q c r")]
    [InlineData("""{"s":{"t":1}}""", "a settlement lacks its member 'p'")]
    [InlineData("""{"s":{"m":1}}""", "a settlement has a member 'm' that is not known; known are a b t n p")]
    [InlineData("""{"m":{"t":1}}""", "a terms change lacks its member 'm'")]
    [InlineData("""{"m":{"p":1}}""", "a terms change has a member 'p' that is not known; known are a b t n m")]
    [InlineData("""{"f":[]}""", "a fill is a StartArray where a StartObject must stand")]
    [InlineData("""{"f":{"i":null}}""", "a fill has null as its member 'i'")]
    public void An_entry_that_is_none_says_why(string json, string reason)
    {
        using var codec = new JournalCodec(Instrument);

        Assert.Equal(reason, Assert.Throws<InvalidDataException>(() => codec.Decode(Encoding.UTF8.GetBytes("0123456789abcdef " + json))).Message);
    }

    private static readonly JournalEntry[] Made =
    [
        new Recorded(new Fill
        {
            Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, VenueSequence = 7, TradeId = "T-1", Side = Side.Sell,
            Price = 61000.50m, Quantity = 10.0m, Fee = -0.000100m, FeeAsset = "BNB", FeeRate = 550.10m, Liquidity = LiquiditySide.Maker, OrderId = "o \"é\"",
        }),
        new Recorded(new Fill
        {
            Instrument = Instrument, Account = "", Portfolio = "", VenueTime = Time, TradeId = "", Side = Side.Buy, Price = 1m, Quantity = 0.00m,
            Fee = 0.0m, FeeAsset = "", Liquidity = LiquiditySide.Taker, OrderId = "",
        }),
        new Recorded(new Fill { Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, TradeId = "2", Side = Side.Buy, Price = 1m, Quantity = 2m }),
        new Recorded(new FillVoid
        {
            Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, VenueSequence = -3, TradeId = "T-1", Side = Side.Sell,
            Reason = "busted", FillTime = new(1_723_161_255_000_000), Price = 61000.50m, Quantity = 10.0m,
        }),
        new Recorded(new FillVoid { Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, TradeId = "T-1", Side = Side.Buy }),
        new Recorded(new FundingPayment
        {
            Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, Source = FundingSource.Rate, Rate = 0.00010m, Mark = 100.0m,
        }),
        new Recorded(new FundingPayment
        {
            Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, VenueSequence = 0, Source = FundingSource.Venue, Amount = -1.50m, FundingId = "f1",
        }),
        new Recorded(new FundingPayment { Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, Source = FundingSource.Missing }),
        new Recorded(new Adjustment
        {
            Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, AdjustmentId = "o1", Quantity = -5.0m, Price = 100m,
            Reason = AdjustmentReason.OpeningBalance, Provenance = "statement",
        }),
        new Recorded(new Adjustment
        {
            Instrument = Instrument, Account = "a1", Portfolio = "desk", VenueTime = Time, VenueSequence = 1, AdjustmentId = "o2", Quantity = 5m, Price = 100m,
            Reason = AdjustmentReason.Transfer,
        }),
        new Recorded(new Settlement { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = Time, Price = 70000.00m }),
        new Recorded(new TermsChange { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = Time, Multiplier = 0.10m }),
        new Opened(3, "w", Time),
        new Terms(
            new() { Id = Instrument, Kind = ContractKind.Inverse, Base = "BTC", Quote = "USD", Settle = "BTC", Multiplier = 10m, TickSize = 0.50m, LotSize = 1m }, "1s,5s;100"),
        new Terms(new() { Id = Instrument, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" }, ""),
        new Annotated([new(7, AnnotationKind.Mid, 0, 100.250m), new(7, AnnotationKind.Markout, 2, null), new(0, AnnotationKind.FundingDue, 0, 1_723_161_255_088_230m)]),
        new SegmentSeal(4, Time, Time, Time),
        new SegmentSeal(4, null, null, null),
        new SegmentHeader(2, 100, 50, 0x0123456789abcdef, 3, Time, Time),
        new SegmentHeader(2, 100, 50, 1, 3, null, Time),
        new CheckpointPart(0, 2, "{\"a\":1}é"),
    ];

    private static readonly string[] Stored =
    [
        """73d933f1f3813679 {"f":{"a":"a1","b":"desk","t":1723161255088230,"n":7,"i":"T-1","s":-1,"p":61000.50,"q":10.0,"e":-0.000100,"x":"BNB","y":550.10,"l":1,"r":"o \"é\""}}""",
        """f7b19b665b021b70 {"f":{"t":1723161255088230,"i":"","s":1,"p":1,"q":0.00,"e":0.0,"x":"","l":2,"r":""}}""",
        """04a2e2f64a69f13c {"f":{"a":"a1","b":"desk","t":1723161255088230,"i":"2","s":1,"p":1,"q":2}}""",
        """c4caf6c3a7fd0c2b {"v":{"a":"a1","b":"desk","t":1723161255088230,"n":-3,"i":"T-1","s":-1,"r":"busted","f":1723161255000000,"p":61000.50,"q":10.0}}""",
        """fcb9552d4881df0b {"v":{"a":"a1","b":"desk","t":1723161255088230,"i":"T-1","s":1}}""",
        """05089d20e8bfc33c {"u":{"a":"a1","b":"desk","t":1723161255088230,"n":9223372036854775807,"o":0,"y":0.00010,"m":100.0}}""",
        """75ac805209494c32 {"u":{"a":"a1","b":"desk","t":1723161255088230,"o":1,"v":-1.50,"i":"f1"}}""",
        """53e320f27b10a7fa {"u":{"a":"a1","b":"desk","t":1723161255088230,"n":9223372036854775807,"o":2}}""",
        """fa2eaa880fac1b99 {"j":{"a":"a1","b":"desk","t":1723161255088230,"i":"o1","p":100,"q":-5.0,"c":1,"r":"statement"}}""",
        """fac76a44e520f2a0 {"j":{"a":"a1","b":"desk","t":1723161255088230,"n":1,"i":"o2","p":100,"q":5,"c":0}}""",
        """e75c8ed14081f720 {"s":{"t":1723161255088230,"n":9223372036854775807,"p":70000.00}}""",
        """c5887b14f01eb8ab {"m":{"t":1723161255088230,"n":-9223372036854775808,"m":0.10}}""",
        """f8d40625961cb2ee {"o":{"e":3,"w":"w","t":1723161255088230}}""",
        """caa52ad3d61f1bf2 {"c":{"k":2,"b":"BTC","q":"USD","s":"BTC","m":10,"t":0.50,"l":1,"p":"1s,5s;100"}}""",
        """8435cef0a538abeb {"c":{"k":1,"b":"BTC","q":"USDT","s":"USDT","m":1,"p":""}}""",
        """953f3e6e2957e221 {"n":[[7,0,0,100.250],[7,5,2],[0,6,0,1723161255088230]]}""",
        """20e012461d35690c {"z":{"l":4,"f":1723161255088230,"t":1723161255088230,"m":1723161255088230}}""",
        """1ef991da0d8f20b4 {"z":{"l":4}}""",
        """d8d1c0bc824b0dba {"h":{"s":2,"n":100,"l":50,"p":"0123456789abcdef","e":3,"m":1723161255088230,"t":1723161255088230}}""",
        """131ae7114b5ec4b9 {"h":{"s":2,"n":100,"l":50,"p":"0000000000000001","e":3,"t":1723161255088230}}""",
        """ed2eed8cfca136eb {"k":{"i":0,"n":2,"x":"{\"a\":1}é"}}""",
    ];
}
