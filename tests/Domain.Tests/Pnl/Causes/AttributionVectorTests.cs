using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Causes;

[Trait("check", "vectors")]
public sealed class AttributionVectorTests
{
    private const string File = "attribution.json";

    [Fact]
    public void Parts_of_the_profit_match_the_reference_vectors() => VectorCases.Check(File, _ => true, vector =>
    {
        var ledgers = Booked(vector);
        var state = ledgers.All.Single().State;
        var value = LedgerValue.Of(
            state, ledgers.Terms.Contract, default, MidAt(vector, new(long.MaxValue)), vector.GetProperty("mark").Amount(), "no mark");
        var attribution = value.Attribution;

        var expected = vector.GetProperty("expected");
        VectorCases.Near(expected.GetProperty("spread_capture"), attribution.Spread, "spread capture");
        VectorCases.Near(expected.GetProperty("inventory"), attribution.Inventory, "inventory");
        VectorCases.Near(expected.GetProperty("mark_basis"), attribution.MarkBasis, "mark basis");
        VectorCases.Near(expected.GetProperty("fees"), attribution.Fees, "fees");
        VectorCases.Near(expected.GetProperty("funding"), attribution.Funding, "funding");
        VectorCases.Near(expected.GetProperty("total"), attribution.Total, "total");
        Assert.True(attribution is { Holds: true, Provisional: false, Reason: null }, $"{attribution}");
        VectorCases.Exact(expected.GetProperty("position"), state.Quantity, "position");
    });

    [Fact]
    public void Markouts_match_the_reference_vectors() => VectorCases.Check(File, _ => true, vector =>
    {
        var last = vector.GetProperty("mids").EnumerateArray().Max(m => m[0].GetInt64()) * Instant.PerMillisecond;
        var horizons = vector.GetProperty("horizons_ms").EnumerateArray().Select(h => h.GetInt64()).ToArray();
        var wanted = vector.GetProperty("expected").GetProperty("fills").EnumerateArray().ToArray();
        var fills = Fills(vector);
        Assert.Equal(wanted.Length, fills.Length);
        foreach (var (fill, expected) in fills.Zip(wanted))
        {
            FinalMid? Final(long horizon) =>
                fill.VenueTime + TimeSpan.FromMilliseconds(horizon) is var due && due.Micros <= last ? new FinalMid(MidAt(vector, due)) : null;
            var markouts = FillMarkouts.Of(fill, Final(0), [.. horizons.Select(Final)]);
            Near(expected, "mid_at_fill", markouts.AtFill!.Value.Mid);
            Near(expected, "spread_capture", markouts.Spread);
            Near(expected, "effective_half_spread_bps", markouts.EffectiveHalfSpreadBps);
            foreach (var (horizon, markout) in horizons.Zip(markouts.Markouts))
            {
                var at = expected.GetProperty("markouts").GetProperty(horizon.ToString(CultureInfo.InvariantCulture));
                Assert.Equal(at.ValueKind == JsonValueKind.Null, markout is null);
                if (markout is not null)
                {
                    Near(at, "mid", markout.Mid);
                    Near(at, "markout", markout.Value);
                    Near(at, "markout_bps", markout.Bps);
                    Near(at, "drift", markout.Drift);
                }
            }
        }
    });

    private static void Near(JsonElement expected, string property, decimal? actual) =>
        VectorCases.Near(expected.GetProperty(property), actual, property);

    private static ContractValue Contract(JsonElement vector)
    {
        var contract = vector.GetProperty("contract");
        return new(Enum.Parse<ContractKind>(contract.Text("kind"), ignoreCase: true), contract.GetProperty("multiplier").Amount());
    }

    private static decimal? MidAt(JsonElement vector, Instant time) => vector.GetProperty("mids").EnumerateArray()
        .Where(m => m[0].GetInt64() * Instant.PerMillisecond <= time.Micros)
        .Select(m => (decimal?)m[1].Amount())
        .LastOrDefault();

    /// <summary>Fills and funding of a vector in ledgers, the last one first, and then the mid of each fill.</summary>
    private static InstrumentLedgers Booked(JsonElement vector)
    {
        var contract = Contract(vector);
        var ledgers = new InstrumentLedgers(new Instrument
        {
            Id = new("venue", "S"), Kind = contract.Kind, Multiplier = contract.Multiplier, Base = "BTC", Quote = "USD",
            Settle = contract.Kind switch { ContractKind.Inverse => "BTC", ContractKind.Quanto => "XBT", _ => "USD" },
        });
        LedgerEvent[] events =
        [
            .. vector.GetProperty("funding").EnumerateArray().Select((f, i) => Funding(f, i, ledgers.Terms)),
            .. vector.GetProperty("fills").EnumerateArray().Select((f, i) => Fill(f, i, ledgers.Terms)).Reverse(),
        ];
        var prepared = ledgers.Prepare(events, StampRange.All);
        Assert.Equal(events, prepared.Booked);
        ledgers.Commit(prepared, 0);
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i] is Fill fill)
            {
                ledgers.Annotate(new(i, AnnotationKind.Mid, 0, MidAt(vector, fill.VenueTime)));
            }
        }

        return ledgers;
    }

    private static Fill Fill(JsonElement fill, int number, Instrument terms) => new()
    {
        Instrument = terms.Id,
        Account = "main",
        Portfolio = "mm",
        TradeId = $"{number}",
        Side = fill.Text("side") == "buy" ? Side.Buy : Side.Sell,
        Price = fill.GetProperty("price").Amount(),
        Quantity = fill.GetProperty("qty").Amount(),
        Fee = fill.GetProperty("fee").Amount(),
        VenueTime = fill.GetProperty("ts").Millis(),
        VenueSequence = fill.GetProperty("seq").GetInt64(),
    };

    private static FundingPayment Funding(JsonElement funding, int number, Instrument terms)
    {
        var amount = funding.Given("amount")?.Amount();
        return new()
        {
            Instrument = terms.Id,
            Account = "main",
            Portfolio = "mm",
            FundingId = $"{number}",
            Source = amount is null ? FundingSource.Rate : FundingSource.Venue,
            Amount = amount,
            Rate = amount is null ? funding.GetProperty("rate").Amount() : null,
            Mark = amount is null ? funding.GetProperty("mark").Amount() : null,
            VenueTime = funding.GetProperty("ts").Millis(),
        };
    }

    private static MarkoutFill[] Fills(JsonElement vector) =>
    [
        .. vector.GetProperty("fills").EnumerateArray().Select((fill, i) => new MarkoutFill
        {
            Number = i,
            Portfolio = "mm",
            Account = "main",
            Side = fill.Text("side") == "buy" ? Side.Buy : Side.Sell,
            Liquidity = LiquiditySide.Unknown,
            Price = fill.GetProperty("price").Amount(),
            Quantity = fill.GetProperty("qty").Amount(),
            Contract = Contract(vector),
            VenueTime = new(fill.GetProperty("ts").GetInt64() * Instant.PerMillisecond),
        }),
    ];
}
