using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Instruments;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>Contract terms of an instrument of the tests' own, which no market of the silo trades, and rough figures of its fills.</summary>
internal sealed record KillTerms(string Symbol, string Kind, string Base, string Quote, string Settle, decimal Multiplier, decimal Price, decimal Tick, decimal Lot)
{
    private const string Exchange = "kill";

    public InstrumentId Instrument => new(Exchange, Symbol);

    public bool IsSpot => Kind == "spot";

    /// <summary>One of every kind.</summary>
    public static KillTerms[] All { get; } =
    [
        new("SPOT", "spot", "BTC", "USDT", "USDT", 1m, 60_000m, 0.01m, 0.00001m),
        new("LINEAR", "linear", "BTC", "USDT", "USDT", 0.01m, 60_000m, 0.1m, 1m),
        new("INVERSE", "inverse", "BTC", "USD", "BTC", 100m, 60_000m, 0.1m, 1m),
        new("QUANTO", "quanto", "ETH", "USD", "BTC", 0.000001m, 2_500m, 0.05m, 1m),
    ];

    /// <summary>Lines of an instruments file with all of them.</summary>
    public static string[] File() =>
    [
        JsonSerializer.Serialize(All.Select(terms => new Dictionary<string, object>
        {
            ["exchange"] = Exchange,
            ["symbol"] = terms.Symbol,
            ["kind"] = terms.Kind,
            ["base"] = terms.Base,
            ["quote"] = terms.Quote,
            ["settle"] = terms.Settle,
            ["multiplier"] = terms.Multiplier,
        })),
    ];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Exchange}/{Symbol}");
}
