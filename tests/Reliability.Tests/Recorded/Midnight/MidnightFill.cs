using System.Globalization;
using System.Text.Json.Serialization;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Reliability.Tests.Recorded.Midnight;

/// <summary>One of our fills, as the Python files read it.</summary>
internal sealed record MidnightFill(
    [property: JsonPropertyName("timestamp")] string Timestamp,
    [property: JsonIgnore] string Instrument,
    [property: JsonPropertyName("side")] string Side,
    [property: JsonPropertyName("amount")] string Amount,
    [property: JsonPropertyName("price")] string Price,
    [property: JsonPropertyName("portfolio")] string Portfolio)
{
    internal const string Header = "timestamp,exchange,symbol,side,price,amount,id,account,portfolio,fee,fee_asset";

    [JsonPropertyName("exchange")] public string Exchange => Instrument[..Instrument.IndexOf('/', StringComparison.Ordinal)];

    [JsonPropertyName("symbol")] public string Symbol => Instrument[(Instrument.IndexOf('/', StringComparison.Ordinal) + 1)..];

    [JsonPropertyName("account")] public string Account { get; } = "a1";

    [JsonPropertyName("fee")] public string Fee { get; init; } = "0";

    [JsonPropertyName("fee_asset")] public string FeeAsset { get; init; } = "";

    /// <summary>0 for a fill that is in the file, else its number among those that are booked one by one when the recording has ended.</summary>
    [JsonPropertyName("late")] public int Late { get; init; }

    [JsonPropertyName("id")] public string Id => string.Create(CultureInfo.InvariantCulture, $"{Portfolio}-{Timestamp[11..]}-{Late}");

    /// <summary>Its line in a file of fills.</summary>
    internal string Line => $"{Timestamp},{Exchange},{Symbol},{Side},{Price},{Amount},{Id},{Account},{Portfolio},{Fee},{FeeAsset}";

    /// <summary>The fill as the client library books it.</summary>
    internal Fill ToFill() => new()
    {
        Instrument = InstrumentId.Parse(Instrument),
        Account = Account,
        Portfolio = Portfolio,
        TradeId = Id,
        Side = Side == "buy" ? Domain.Ledger.Events.Side.Buy : Domain.Ledger.Events.Side.Sell,
        Price = decimal.Parse(Price, CultureInfo.InvariantCulture),
        Quantity = decimal.Parse(Amount, CultureInfo.InvariantCulture),
        Fee = decimal.Parse(Fee, CultureInfo.InvariantCulture),
        FeeAsset = FeeAsset.Length == 0 ? null : FeeAsset,
        VenueTime = Instant.From(DateTimeOffset.Parse(Timestamp, CultureInfo.InvariantCulture)),
    };
}
