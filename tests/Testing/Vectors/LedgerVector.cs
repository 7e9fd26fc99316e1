using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Testing.Vectors;

/// <summary>Reads cases of <c>pnl_accounting.json</c>.</summary>
public static class LedgerVector
{
    /// <summary>Contract terms of a vector.</summary>
    /// <param name="instrument">The vector's instrument.</param>
    /// <param name="exchange">Where it trades; the vector's own by default.</param>
    public static Instrument Terms(JsonElement instrument, string? exchange = null) => new()
    {
        Id = new(exchange ?? instrument.Text("exchange"), instrument.Text("symbol")),
        Kind = Enum.Parse<ContractKind>(instrument.Text("kind"), ignoreCase: true),
        Base = instrument.Text("base"),
        Quote = instrument.Text("quote"),
        Settle = instrument.Text("settle"),
        Multiplier = instrument.GetProperty("multiplier").Amount(),
    };

    /// <summary>Events of a vector in the order they arrived.</summary>
    public static IEnumerable<LedgerEvent> Events(JsonElement vector, Instrument terms, string portfolio) =>
        vector.GetProperty("events").EnumerateArray().Select(element => Read(element, terms) with { Portfolio = portfolio });

    private static LedgerEvent Read(JsonElement element, Instrument terms) => element.Text("type") switch
    {
        "fill" => ReadFill(element, terms),
        "funding" => ReadFunding(element, terms),
        var type => throw new JsonException($"Event type '{type}' is not known."),
    };

    private static Fill ReadFill(JsonElement fill, Instrument terms)
    {
        var fee = fill.Given("fee");
        return new()
        {
            Instrument = terms.Id,
            Account = "main",
            Portfolio = "mm",
            TradeId = fill.Text("id"),
            Side = fill.Text("side") == "buy" ? Side.Buy : Side.Sell,
            Price = fill.GetProperty("price").Amount(),
            Quantity = fill.GetProperty("qty").Amount(),
            Fee = fee?.GetProperty("amount").Amount() ?? 0,
            FeeAsset = fee?.Text("asset"),
            FeeRate = fee is { } charged ? charged.Given("fx_to_settle")?.Amount() : null,
            Liquidity = fill.Given("liquidity") is { } liquidity ? Enum.Parse<LiquiditySide>(liquidity.GetString()!, ignoreCase: true) : LiquiditySide.Unknown,
            VenueTime = fill.GetProperty("ts").Millis(),
            VenueSequence = fill.GetProperty("seq").GetInt64(),
        };
    }

    private static FundingPayment ReadFunding(JsonElement funding, Instrument terms)
    {
        // A reported amount wins over a rate given beside it.
        var amount = funding.Given("amount")?.Amount();
        return new()
        {
            Instrument = terms.Id,
            Account = "main",
            Portfolio = "mm",
            FundingId = funding.Text("id"),
            Source = amount is null ? FundingSource.Rate : FundingSource.Venue,
            Amount = amount,
            Rate = amount is null ? funding.GetProperty("rate").Amount() : null,
            Mark = amount is null ? funding.GetProperty("mark").Amount() : null,
            VenueTime = funding.GetProperty("ts").Millis(),
            VenueSequence = funding.GetProperty("seq").GetInt64(),
        };
    }
}
