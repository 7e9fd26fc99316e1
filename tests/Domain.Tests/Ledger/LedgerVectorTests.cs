using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Xunit;

namespace Ballast.Domain.Tests.Ledger;

[Trait("check", "vectors")]
public sealed class LedgerVectorTests
{
    [Fact]
    public void Every_reference_vector_holds_under_all_cost_methods() => VectorCases.Check("pnl_accounting.json", _ => true, vector =>
    {
        var terms = Terms(vector.GetProperty("instrument"));
        Assert.Null(terms.Fault());
        var ledgers = new InstrumentLedgers(terms);
        LedgerEvent[] events = [.. vector.GetProperty("events").EnumerateArray().Select(e => Read(e, terms))];
        var prepared = ledgers.Prepare(events, StampRange.All);
        ledgers.Commit(prepared, 1);

        var expected = vector.GetProperty("expected");
        Assert.Equal(expected.GetProperty("duplicates_ignored").GetInt32(), prepared.Entries.Count(e => e.Outcome == FillOutcome.Duplicate));
        Assert.Equal(expected.GetProperty("conflicts_rejected").GetInt32(), prepared.Entries.Count(e => e.Outcome == FillOutcome.Conflict));
        Assert.Equal(expected.GetProperty("invalid_rejected").GetInt32(), prepared.Entries.Count(e => e.Outcome == FillOutcome.Refused));

        var state = ledgers.All.SingleOrDefault()?.State ?? LedgerState.Empty;
        var mark = vector.GetProperty("mark").Decimal();
        Exact(expected.GetProperty("position_qty"), state.Quantity, "position");
        CheckMethod("average", state.Realized, state.OpenCost, null);
        CheckMethod("fifo", state.Fifo.Realized, state.Fifo.OpenCost, state.Fifo.Lots);
        CheckMethod("lifo", state.Lifo.Realized, state.Lifo.OpenCost, state.Lifo.Lots);

        CheckAssets(expected.GetProperty("fees_by_asset"), state.FeesByAsset);
        CheckAssets(expected.GetProperty("fees_unconverted"), state.FeesUnconverted);
        VectorCases.Near(expected.GetProperty("fees_settle"), state.Fees, "fees");
        VectorCases.Near(expected.GetProperty("funding"), state.Funding, "funding");
        var gross = state.Realized + state.Unrealized(mark, terms.Contract);
        VectorCases.Near(expected.GetProperty("net_total"), state.FeesUnconverted.Count > 0 ? null : gross - state.Fees + state.Funding, "net total");

        void CheckMethod(string method, decimal realized, decimal openCost, IReadOnlyList<Lot>? lots)
        {
            var figures = expected.GetProperty("by_method").GetProperty(method);
            var unrealized = state.Quantity == 0 ? 0m : (state.Quantity * terms.Contract.At(mark)) - openCost;
            VectorCases.Near(figures.GetProperty("realized"), realized, $"{method} realized");
            Exact(figures.GetProperty("open_cost"), openCost, $"{method} open cost");
            Exact(figures.GetProperty("unrealized"), unrealized, $"{method} unrealized");
            VectorCases.Near(figures.GetProperty("avg_entry"), state.PriceOf(openCost, terms.Contract), $"{method} average entry");
            VectorCases.Near(expected.GetProperty("gross_total"), realized + unrealized, $"{method} gross total");
            if (lots is null || !figures.TryGetProperty("open_lots", out var open))
            {
                return;
            }

            Assert.Equal(open.GetArrayLength(), lots.Count);
            foreach (var (wanted, lot) in open.EnumerateArray().Zip(lots))
            {
                Exact(wanted.GetProperty("qty"), lot.Quantity, $"{method} lot");
                VectorCases.Near(wanted.GetProperty("price"), lot.Price, $"{method} lot price");
            }
        }
    });

    /// <summary>By asset, where one that sums to 0 may be written or absent.</summary>
    private static void CheckAssets(JsonElement expected, IReadOnlyDictionary<string, decimal> actual)
    {
        var wanted = expected.EnumerateObject().ToDictionary(f => f.Name, f => f.Value);
        Assert.All(wanted, f => VectorCases.Near(f.Value, actual.GetValueOrDefault(f.Key), f.Key));
        Assert.All(actual.Keys, asset => Assert.Contains(asset, wanted.Keys));
    }

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

    private static LedgerEvent Read(JsonElement element, Instrument terms) => element.Text("type") switch
    {
        "fill" => ReadFill(element, terms),
        "funding" => ReadFunding(element, terms),
        var type => throw new JsonException($"Event type '{type}' is not known."),
    };

    private static Fill ReadFill(JsonElement fill, Instrument terms)
    {
        var fee = Given(fill, "fee");
        return new()
        {
            Instrument = terms.Id,
            Account = "main",
            Portfolio = "mm",
            TradeId = fill.Text("id"),
            Side = fill.Text("side") == "buy" ? Side.Buy : Side.Sell,
            Price = fill.GetProperty("price").Decimal(),
            Quantity = fill.GetProperty("qty").Decimal(),
            Fee = fee?.GetProperty("amount").Decimal() ?? 0,
            FeeAsset = fee?.Text("asset"),
            FeeRate = fee is { } charged ? Given(charged, "fx_to_settle")?.Decimal() : null,
            Liquidity = Given(fill, "liquidity") is { } liquidity ? Enum.Parse<Liquidity>(liquidity.GetString()!, ignoreCase: true) : Liquidity.Unknown,
            VenueTime = Time(fill),
            VenueSequence = fill.GetProperty("seq").GetInt64(),
        };
    }

    private static Funding ReadFunding(JsonElement funding, Instrument terms)
    {
        // A reported amount wins over a rate given beside it.
        var amount = Given(funding, "amount")?.Decimal();
        return new()
        {
            Instrument = terms.Id,
            Account = "main",
            Portfolio = "mm",
            FundingId = funding.Text("id"),
            Source = amount is null ? FundingSource.Rate : FundingSource.Venue,
            Amount = amount,
            Rate = amount is null ? funding.GetProperty("rate").Decimal() : null,
            Mark = amount is null ? funding.GetProperty("mark").Decimal() : null,
            VenueTime = Time(funding),
            VenueSequence = funding.GetProperty("seq").GetInt64(),
        };
    }

    private static JsonElement? Given(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static Instant Time(JsonElement element) => new(element.GetProperty("ts").GetInt64() * Instant.PerMillisecond);
}
