using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;
using Xunit;

namespace Ballast.Domain.Tests.Pnl;

[Trait("check", "vectors")]
public sealed class AttributionVectorTests
{
    private const string File = "attribution.json";

    [Fact]
    public void Parts_of_the_profit_match_the_reference_vectors() => VectorCases.Check(File, _ => true, vector =>
    {
        var contract = Contract(vector);
        var fills = Fills(vector);
        var attribution = new AttributionSum
        {
            ValueAtMids = fills.Sum(f => Signed(f) * contract.At(MidAt(vector, f.VenueTime)!.Value)),
            ValueAtPrices = fills.Sum(f => Signed(f) * contract.At(f.Price)),
            Position = fills.Sum(Signed),
            LastMid = MidAt(vector, new(long.MaxValue)),
            Mark = vector.GetProperty("mark").Decimal(),
            Fees = vector.GetProperty("fills").EnumerateArray().Sum(f => f.GetProperty("fee").Decimal()),
            Funding = vector.GetProperty("funding").EnumerateArray().Sum(f => Funding(f, fills, contract)),
        }.Of(contract);

        var expected = vector.GetProperty("expected");
        VectorCases.Near(expected.GetProperty("spread_capture"), attribution.Spread, "spread capture");
        VectorCases.Near(expected.GetProperty("inventory"), attribution.Inventory, "inventory");
        VectorCases.Near(expected.GetProperty("mark_basis"), attribution.MarkBasis, "mark basis");
        VectorCases.Near(expected.GetProperty("fees"), attribution.Fees, "fees");
        VectorCases.Near(expected.GetProperty("funding"), attribution.Funding, "funding");
        VectorCases.Near(expected.GetProperty("total"), attribution.Total, "total");
        Assert.Null(attribution.Reason);
        Assert.True(attribution.Holds);
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

    private static decimal Signed(MarkoutFill fill) => (int)fill.Side * fill.Quantity;

    private static ContractValue Contract(JsonElement vector)
    {
        var contract = vector.GetProperty("contract");
        return new(Enum.Parse<ContractKind>(contract.Text("kind"), ignoreCase: true), contract.GetProperty("multiplier").Decimal());
    }

    private static decimal? MidAt(JsonElement vector, Instant time) => vector.GetProperty("mids").EnumerateArray()
        .Where(m => m[0].GetInt64() * Instant.PerMillisecond <= time.Micros)
        .Select(m => (decimal?)m[1].Decimal())
        .LastOrDefault();

    private static decimal Funding(JsonElement funding, MarkoutFill[] fills, ContractValue contract)
    {
        if (funding.TryGetProperty("amount", out var amount))
        {
            return amount.Decimal();
        }

        var time = funding.GetProperty("ts").GetInt64() * Instant.PerMillisecond;
        var position = fills.Where(f => f.VenueTime.Micros <= time).Sum(Signed);
        return -position * Math.Abs(contract.At(funding.GetProperty("mark").Decimal())) * funding.GetProperty("rate").Decimal();
    }

    private static MarkoutFill[] Fills(JsonElement vector) =>
    [
        .. vector.GetProperty("fills").EnumerateArray().Select((fill, i) => new MarkoutFill
        {
            Number = i,
            Portfolio = "mm",
            Account = "main",
            Side = fill.Text("side") == "buy" ? Side.Buy : Side.Sell,
            Liquidity = Liquidity.Unknown,
            Price = fill.GetProperty("price").Decimal(),
            Quantity = fill.GetProperty("qty").Decimal(),
            Contract = Contract(vector),
            VenueTime = new(fill.GetProperty("ts").GetInt64() * Instant.PerMillisecond),
        }),
    ];
}
