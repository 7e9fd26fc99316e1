using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Silo.Journals;
using Xunit;

namespace Ballast.Silo.Tests.Journals;

/// <summary>Lines of an export: every event is read as it was written, and written again as the same line.</summary>
public sealed class EventLineTests
{
    private const string Fill = """{"kind":"fill","exchange":"deribit","symbol":"BTC/PERP","account":"a1","portfolio":"desk","timestamp":"2024-08-08T23:54:15.088230Z","sequence":7,"id":"T-1","side":"sell","price":"61000.50","amount":"10.0","fee":"-0.000100","fee_asset":"BNB","fee_rate":"550.10","liquidity":"maker","order_id":""}""";

    private static readonly InstrumentId Instrument = new("deribit", "BTC/PERP");

    public static TheoryData<string> Lines =>
    [
        Fill,
        """{"kind":"fill","exchange":"b","symbol":"é\"X","account":"a","portfolio":"p","timestamp":"1970-01-01T00:00:00.000000Z","id":"ü","side":"buy","price":"1","amount":"0.0000000000000000000000000001"}""",
        """{"kind":"void","exchange":"b","symbol":"X","account":"a","portfolio":"p","timestamp":"2024-01-01T00:00:00.000001Z","id":"1","side":"buy","reason":"busted"}""",
        """{"kind":"void","exchange":"b","symbol":"X","account":"a","portfolio":"p","timestamp":"2024-01-01T00:00:00.000001Z","id":"1","side":"buy","fill_timestamp":"2023-01-01T00:00:00.000000Z","price":"100.50","amount":"2"}""",
        """{"kind":"funding","exchange":"b","symbol":"X","account":"a","portfolio":"p","timestamp":"2024-01-01T08:00:00.000000Z","source":"rate","rate":"0.0001","mark":"100.0"}""",
        """{"kind":"funding","exchange":"b","symbol":"X","account":"a","portfolio":"p","timestamp":"2024-01-01T08:00:00.000000Z","sequence":0,"id":"f1","source":"venue","amount":"-1.50"}""",
        """{"kind":"funding","exchange":"b","symbol":"X","account":"a","portfolio":"p","timestamp":"2024-01-01T08:00:00.000000Z","source":"missing"}""",
        """{"kind":"adjustment","exchange":"b","symbol":"X","account":"a","portfolio":"p","timestamp":"2024-01-01T00:00:00.000000Z","id":"o1","price":"100","amount":"-5.0","reason":"opening_balance","provenance":"statement of 31 Dec"}""",
        """{"kind":"settlement","exchange":"b","symbol":"X","timestamp":"2024-03-29T08:00:00.000000Z","price":"70000.00"}""",
        """{"kind":"terms_change","exchange":"b","symbol":"X","timestamp":"2024-03-29T08:00:00.000000Z","multiplier":"0.1"}""",
        """{"kind":"terms_change","exchange":"b","symbol":"X","timestamp":"2024-03-29T08:00:00.000000Z","sequence":0,"multiplier":"0.1"}""",
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_read_and_written_is_the_same_line(string line)
    {
        var read = EventLine.Read(Encoding.UTF8.GetBytes(line));

        Assert.Null(read.Fault());
        Assert.Equal(line, Written(read));
    }

    [Fact]
    public void Every_kind_of_event_comes_back_as_it_was()
    {
        var random = new Random(4711);
        var kinds = new HashSet<EventKind>();
        for (var i = 0; i < 2_000; i++)
        {
            var made = Some(random, i);
            var read = EventLine.Read(Encoding.UTF8.GetBytes(Written(made)));

            kinds.Add(made.Kind);
            Assert.Equal(made, read);
            Assert.Equal((made.Key, made.PayloadDigest()), (read.Key, read.PayloadDigest()));
            Assert.Equal(Written(made), Written(read));
        }

        Assert.Equal(Enum.GetValues<EventKind>().Length, kinds.Count);
    }

    [Theory]
    [InlineData("{", "not a JSON object")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("""{"kind":"trade"}""", "kind 'trade' is not terms_change, adjustment, fill, funding, settlement or void")]
    [InlineData("""{"kind":"fill","kind":"fill"}""", "kind is given twice")]
    [InlineData("""{"kind":"settlement","exchange":"b","symbol":"X","timestamp":"2024-03-29","price":"1"}""", "timestamp '2024-03-29' is not ISO 8601 with a zone")]
    [InlineData("""{"kind":"settlement","exchange":"b","symbol":"X","timestamp":"2024-03-29T08:00:00Z"}""", "price is missing")]
    [InlineData("""{"kind":"settlement","exchange":"b","symbol":"X","timestamp":"2024-03-29T08:00:00Z","price":"1e-40"}""", "price '1e-40' is not a number of at most 28 digits")]
    [InlineData("""{"kind":"settlement","exchange":"b","symbol":"X","timestamp":"2024-03-29T08:00:00Z","price":"1","sequence":1.5}""", "sequence 1.5 is not a whole number")]
    [InlineData("""{"kind":"settlement","exchange":"b","symbol":"X","timestamp":"2024-03-29T08:00:00Z","price":"1","amount":"1"}""", "amount is not known for this kind")]
    [InlineData("""{"kind":"settlement","exchange":1,"symbol":"X"}""", "exchange 1 is not a text")]
    public void A_line_that_cannot_be_used_says_why(string line, string reason) =>
        Assert.Equal(reason, Assert.Throws<InvalidDataException>(() => EventLine.Read(Encoding.UTF8.GetBytes(line))).Message);

    private static string Written(LedgerEvent item)
    {
        using var target = new MemoryStream();
        using (var json = new Utf8JsonWriter(target, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            EventLine.Write(json, item);
        }

        return Encoding.UTF8.GetString(target.ToArray());
    }

    private static LedgerEvent Some(Random random, int i)
    {
        var (account, portfolio, time) = ($"acc{i % 3}", $"desk{i % 2}", new Instant(1_700_000_000_000_000 + random.NextInt64(1_000_000_000)));
        var sequence = random.Next(3) == 0 ? 0L : random.NextInt64();
        var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        return random.Next(6) switch
        {
            0 => new Fill
            {
                Instrument = Instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence, TradeId = $"t{i}\u0001\"",
                Side = side, Price = Positive(random), Quantity = Positive(random), Fee = random.Next(2) == 0 ? 0m : -Positive(random),
                FeeAsset = random.Next(2) == 0 ? null : "BNB", FeeRate = random.Next(2) == 0 ? null : Positive(random),
                Liquidity = (LiquiditySide)random.Next(3), OrderId = random.Next(2) == 0 ? null : "o",
            },
            1 => new FillVoid { Instrument = Instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence, TradeId = $"t{i}", Side = side, Reason = random.Next(2) == 0 ? null : "" },
            2 => new FundingPayment { Instrument = Instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence, Source = FundingSource.Venue, Amount = -Positive(random), FundingId = random.Next(2) == 0 ? null : "f" },
            3 => new Adjustment { Instrument = Instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence, AdjustmentId = $"a{i}", Quantity = -Positive(random), Price = Positive(random), Reason = (AdjustmentReason)random.Next(4) },
            4 => new Settlement { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = time, Price = Positive(random) },
            _ => new TermsChange { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = time, Multiplier = Positive(random) },
        };
    }

    private static decimal Positive(Random random) => new(random.Next(1, int.MaxValue), random.Next(), random.Next(1_000), false, (byte)random.Next(29));
}
