using System.Globalization;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds;

/// <summary>One entry of an instruments file.</summary>
/// <param name="Entry">The JSON value.</param>
/// <param name="Where">File and entry, for messages.</param>
internal readonly record struct InstrumentEntry(JsonElement Entry, string Where)
{
    /// <summary>The terms it states, and where it lists changes, those before.</summary>
    /// <exception cref="InvalidDataException">They cannot be used.</exception>
    public InstrumentTerms ToTerms()
    {
        if (Entry.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("is not an object");
        }

        return OptionalText("symbol") is null && OptionalText("id") is not null
            ? new(Checked(FromTardis()), Changes())
            : InstrumentTerms.Of(Checked(FromOurs()));
    }

    private Instrument Checked(Instrument instrument) => instrument.Fault() is { } fault ? throw Wrong(fault) : instrument;

    /// <summary>Each change holds what a member was until a time; what it does not name was as after it.</summary>
    private (Instant Until, Instrument Terms)[] Changes()
    {
        if (!Entry.TryGetProperty("changes", out var changes) || changes.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (changes.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("changes is not an array");
        }

        var where = Where;
        var dated = changes.EnumerateArray()
            .Select((change, i) => (Until: new InstrumentEntry(change, $"{where}: change {i + 1}").Until(), Change: change))
            .OrderByDescending(change => change.Until)
            .ToArray();
        var members = Entry.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        var before = new List<(Instant, Instrument)>();
        foreach (var (until, change) in dated)
        {
            foreach (var member in change.EnumerateObject().Where(member => member.Name != "until"))
            {
                members[member.Name] = member.Value;
            }

            var old = new InstrumentEntry(JsonSerializer.SerializeToElement(members), $"{Where}: until {until}");
            before.Add((until, old.Checked(old.FromTardis())));
        }

        return [.. before];
    }

    private Instant Until()
    {
        if (Entry.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("is not an object");
        }

        var text = Text("until");
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? Instant.From(time)
            : throw Wrong($"until '{text}' is not a time");
    }

    private Instrument FromOurs()
    {
        var id = new InstrumentId(Exchange(), Text("symbol"));
        var kindText = Text("kind");
        var kind = kindText.ToLowerInvariant() switch
        {
            "spot" => ContractKind.Spot,
            "linear" => ContractKind.Linear,
            "inverse" => ContractKind.Inverse,
            "quanto" => ContractKind.Quanto,
            "option" or "combo" => throw Wrong($"{id}: kind '{kindText}': options and combinations are not covered"),
            _ => throw Wrong($"{id}: kind '{kindText}' is not spot, linear, inverse or quanto"),
        };
        if (kind != ContractKind.Spot && Number("multiplier") is null)
        {
            throw Wrong($"{id}: no multiplier");
        }

        return Build(id, kind, Text("base"), Text("quote"), OptionalText("settle"), "settle", "multiplier", "tickSize", "lotSize");
    }

    private Instrument FromTardis()
    {
        // Normalized messages carry the upper-case spelling; Binance lists its ids in lower case beside it. Where the two
        // differ in more than case, datasetId is a file name ('/' became '-') and id is the symbol.
        var apiId = Text("id");
        var dataset = OptionalText("datasetId");
        var symbol = string.Equals(apiId, dataset, StringComparison.OrdinalIgnoreCase) ? dataset! : apiId;
        var id = new InstrumentId(Exchange(), symbol);
        var type = Text("type");
        var kind = type switch
        {
            "spot" => ContractKind.Spot,
            "perpetual" or "future" => Flag("quanto") ? ContractKind.Quanto : Flag("inverse") ? ContractKind.Inverse : ContractKind.Linear,
            "option" or "combo" => throw Wrong($"{id}: type '{type}': options and combinations are not covered"),
            _ => throw Wrong($"{id}: type '{type}' is not spot, perpetual or future"),
        };
        var settle = kind == ContractKind.Spot ? null : OptionalText("settlementCurrency");
        return Build(
            id, kind, Asset(Text("baseCurrency")), Asset(Text("quoteCurrency")), settle is null ? null : Asset(settle),
            "settlementCurrency", "contractMultiplier", "priceIncrement", "amountIncrement");
    }

    private Instrument Build(
        InstrumentId id, ContractKind kind, string @base, string quote, string? settle,
        string settleName, string multiplierName, string tickName, string lotName) => new()
        {
            Id = id,
            Kind = kind,
            Base = @base,
            Quote = quote,
            Settle = settle ?? kind switch
            {
                ContractKind.Inverse => @base,
                ContractKind.Quanto => throw Wrong($"{id}: no {settleName}"),
                _ => quote,
            },
            Multiplier = Number(multiplierName) ?? 1m,
            TickSize = Number(tickName),
            LotSize = Number(lotName),
        };

    /// <summary>BitMEX's own name for bitcoin; every other venue and every rate says BTC.</summary>
    private static string Asset(string name) => name is "XBT" or "XBt" ? "BTC" : name;

    private string Exchange()
    {
        var exchange = Text("exchange");
        return exchange.Contains('/', StringComparison.Ordinal) ? throw Wrong($"exchange '{exchange}' holds a '/'") : exchange;
    }

    private string Text(string name) => OptionalText(name) ?? throw Wrong($"no {name}");

    private string? OptionalText(string name)
    {
        if (!Entry.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw Wrong($"{name} {value.GetRawText()} is not a text");
    }

    private bool Flag(string name)
    {
        if (!Entry.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False)
        {
            return false;
        }

        return value.ValueKind == JsonValueKind.True ? true : throw Wrong($"{name} {value.GetRawText()} is not true or false");
    }

    private decimal? Number(string name)
    {
        if (!Entry.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && FieldText.TryDecimal(value.GetRawText(), out var number)
            ? number
            : throw Wrong($"{name} {value.GetRawText()} is not a number of at most 28 digits");
    }

    private InvalidDataException Wrong(string reason) => new($"{Where}: {reason}");
}
