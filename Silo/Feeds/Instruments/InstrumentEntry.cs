using System.Globalization;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Instruments;

/// <summary>One entry of an instruments file.</summary>
/// <param name="Entry">The JSON value.</param>
/// <param name="Where">File and entry, for messages.</param>
internal readonly record struct InstrumentEntry(JsonElement Entry, string Where)
{
    /// <summary>Reads the terms, and earlier terms where the entry lists changes.</summary>
    /// <exception cref="InvalidDataException">The terms cannot be used.</exception>
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

    /// <summary>Reads earlier terms. A change lists the members that were different until a time; the others had their later values.</summary>
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

        return Build(id, kind, (Text("base"), Text("quote"), OptionalText("settle")), MemberNames.Ours);
    }

    private Instrument FromTardis()
    {
        // Normalized messages use upper case, while Binance lists its ids in lower case. Where id and datasetId differ in more
        // than case, datasetId is a file name ('/' became '-') and id is the symbol.
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
            id, kind, (Asset(Text("baseCurrency")), Asset(Text("quoteCurrency")), settle is null ? null : Asset(settle)), MemberNames.Tardis);
    }

    private Instrument Build(
        InstrumentId id, ContractKind kind, (string Base, string Quote, string? Settle) assets, MemberNames names) => new()
        {
            Id = id,
            Kind = kind,
            Base = assets.Base,
            Quote = assets.Quote,
            Settle = assets.Settle ?? kind switch
            {
                ContractKind.Inverse => assets.Base,
                ContractKind.Quanto => throw Wrong($"{id}: no {names.Settle}"),
                _ => assets.Quote,
            },
            Multiplier = Number(names.Multiplier) ?? 1m,
            TickSize = Number(names.TickSize),
            LotSize = Number(names.LotSize),
        };

    /// <summary>Replaces BitMEX's own name for bitcoin; every other venue, and every rate, says BTC.</summary>
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

    /// <summary>Names of the members that both shapes of an entry have.</summary>
    private sealed record MemberNames(string Settle, string Multiplier, string TickSize, string LotSize)
    {
        internal static readonly MemberNames Ours = new("settle", "multiplier", "tickSize", "lotSize");

        internal static readonly MemberNames Tardis = new("settlementCurrency", "contractMultiplier", "priceIncrement", "amountIncrement");
    }
}
