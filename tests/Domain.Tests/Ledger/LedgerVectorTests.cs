using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Xunit;

namespace Ballast.Domain.Tests.Ledger;

public sealed class LedgerVectorTests
{
    [Fact]
    public void Average_cost_matches_the_reference_vectors() => VectorCases.Check("pnl_accounting.json", HasFillsOnly, vector =>
    {
        var terms = Terms(vector.GetProperty("instrument"));
        Assert.Null(terms.Fault());
        var events = vector.GetProperty("events").EnumerateArray().ToArray();
        var ledgers = new InstrumentLedgers(terms);
        var prepared = ledgers.Prepare([.. events.Select(e => ReadFill(e, terms))]);
        ledgers.Commit(prepared);

        var expected = vector.GetProperty("expected");
        Assert.Equal(expected.GetProperty("duplicates_ignored").GetInt32(), prepared.Entries.Count(e => e.Verdict == FillVerdict.Duplicate));
        Assert.Equal(expected.GetProperty("conflicts_rejected").GetInt32(), prepared.Entries.Count(e => e.Verdict == FillVerdict.Conflict));
        Assert.Equal(expected.GetProperty("invalid_rejected").GetInt32(), prepared.Entries.Count(e => e.Verdict == FillVerdict.Refused));

        var state = ledgers.All.Single().State;
        var average = expected.GetProperty("by_method").GetProperty("average");
        var unrealized = state.Unrealized(vector.GetProperty("mark").Decimal(), terms.Contract);
        Exact(expected.GetProperty("position_qty"), state.Quantity, "position");
        Exact(average.GetProperty("open_cost"), state.OpenCost, "open cost");
        Exact(average.GetProperty("unrealized"), unrealized, "unrealized");
        VectorCases.Near(average.GetProperty("realized"), state.Realized, "realized");
        VectorCases.Near(average.GetProperty("avg_entry"), state.AverageEntry(terms.Contract), "average entry");
        VectorCases.Near(expected.GetProperty("gross_total"), state.Realized + unrealized, "gross total");

        // Rates of third-asset fees are applied where fees are converted, not in the ledger.
        if (!events.Any(HasFeeRate))
        {
            VectorCases.Near(expected.GetProperty("fees_settle"), state.Fees, "fees");
            var unconverted = expected.GetProperty("fees_unconverted").EnumerateObject().ToArray();
            Assert.Equal(unconverted.Select(f => f.Name).Order(StringComparer.Ordinal), state.FeesUnconverted.Keys);
            Assert.All(unconverted, f => VectorCases.Near(f.Value, state.FeesUnconverted[f.Name], f.Name));
        }
    });

    private static bool HasFillsOnly(JsonElement vector) =>
        vector.GetProperty("events").EnumerateArray().All(e => e.Text("type") == "fill");

    private static bool HasFeeRate(JsonElement fill) =>
        fill.TryGetProperty("fee", out var fee) && fee.TryGetProperty("fx_to_settle", out var rate) && rate.ValueKind != JsonValueKind.Null;

    /// <summary>Near, but a written 0 of a flat position is 0 and nothing else.</summary>
    private static void Exact(JsonElement expected, decimal actual, string what)
    {
        VectorCases.Near(expected, actual, what);
        Assert.True(expected.GetString() != "0" || actual == 0, $"{what}: expected exactly 0, was {actual}");
    }

    private static Instrument Terms(JsonElement instrument) => new()
    {
        Id = new(instrument.Text("exchange"), instrument.Text("symbol")),
        Kind = Enum.Parse<ContractKind>(instrument.Text("kind"), ignoreCase: true),
        Base = instrument.Text("base"),
        Quote = instrument.Text("quote"),
        Settle = instrument.Text("settle"),
        Multiplier = instrument.GetProperty("multiplier").Decimal(),
    };

    private static Fill ReadFill(JsonElement fill, Instrument terms)
    {
        var hasFee = fill.TryGetProperty("fee", out var fee);
        return new()
        {
            Instrument = terms.Id,
            Account = "main",
            Portfolio = "mm",
            TradeId = fill.Text("id"),
            Side = fill.Text("side") == "buy" ? Side.Buy : Side.Sell,
            Price = fill.GetProperty("price").Decimal(),
            Quantity = fill.GetProperty("qty").Decimal(),
            Fee = hasFee ? fee.GetProperty("amount").Decimal() : 0,
            FeeAsset = hasFee ? fee.Text("asset") : null,
            VenueTime = new(fill.GetProperty("ts").GetInt64() * Instant.PerMillisecond),
            VenueSequence = fill.GetProperty("seq").GetInt64(),
        };
    }
}
