using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Ledger;
using Ballast.Silo.Feeds.Tardis;

namespace Ballast.Silo.Feeds;

/// <summary>The fields of one fill as text, from a CSV row or a JSON object, and what they make.</summary>
internal sealed class FillFields
{
    private static readonly string[] Required = ["timestamp", "exchange", "symbol", "side", "price", "amount", "id"];

    private static readonly string[] Names =
        [.. Required, "quantity", "account", "portfolio", "fee", "fee_asset", "liquidity", "order_id", "sequence"];

    private readonly Dictionary<string, string> _texts = [];

    /// <summary>What a header lacks, or <see langword="null"/>.</summary>
    public static string? Missing(CsvColumns columns)
    {
        var missing = Required.Where(name => columns.IndexOf(name) < 0 && !(name == "amount" && columns.IndexOf("quantity") >= 0)).ToArray();
        return missing.Length == 0 ? null : $"the header lacks {string.Join(", ", missing)}";
    }

    /// <summary>Takes the fields of a row; answers what is wrong, or <see langword="null"/>.</summary>
    public string? ReadRow(CsvColumns columns, ReadOnlySpan<byte> row)
    {
        var fields = columns.Split(row);
        if (fields != columns.Count)
        {
            return $"{fields} columns where the header has {columns.Count}";
        }

        foreach (var name in Names)
        {
            Put(name, Encoding.UTF8.GetString(columns.Field(row, columns.IndexOf(name))));
        }

        return null;
    }

    /// <summary>Takes the members of an object; answers what is wrong, or <see langword="null"/>.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in it is not Unicode.</exception>
    public string? ReadObject(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "not a JSON object";
        }

        string? fault = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (Array.IndexOf(Names, name) < 0)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                Put(name, reader.GetString()!);
            }
            else if (reader.TokenType == JsonTokenType.Number)
            {
                Put(name, Encoding.UTF8.GetString(reader.ValueSpan));
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                fault ??= $"{name} is neither a text nor a number";
                reader.Skip();
            }
        }

        // One more step makes the reader refuse anything after the object.
        reader.Read();
        return fault;
    }

    /// <summary>Makes the fill, or says what is wrong.</summary>
    public bool TryBuild([NotNullWhen(true)] out Fill? fill, [NotNullWhen(false)] out string? reason)
    {
        fill = null;
        reason = Required.FirstOrDefault(name => Text(name) is null && !(name == "amount" && Text("quantity") is not null)) is { } missing
            ? $"no {missing}"
            : null;
        if (reason is not null)
        {
            return false;
        }

        var quantityName = Text("amount") is null ? "quantity" : "amount";
        var time = default(Instant);
        Side? side = Text("side")!.ToLowerInvariant() switch { "buy" => Side.Buy, "sell" => Side.Sell, _ => null };
        LiquiditySide? liquidity = Text("liquidity")?.ToLowerInvariant() switch
        {
            null or "unknown" => LiquiditySide.Unknown,
            "maker" => LiquiditySide.Maker,
            "taker" => LiquiditySide.Taker,
            _ => null,
        };
        decimal price = 0, quantity = 0, fee = 0;
        var sequence = 0L;
        reason =
            !TryTime(Text("timestamp")!, out time) ? Wrong("timestamp", "a time in UTC or a number of microseconds")
            : Text("exchange")!.Contains('/', StringComparison.Ordinal) ? Wrong("exchange", "an exchange id")
            : side is null ? Wrong("side", "buy or sell")
            : !FieldText.TryDecimal(Text("price"), out price) ? Wrong("price", "a number of at most 28 digits")
            : price <= 0 ? Wrong("price", "positive")
            : !FieldText.TryDecimal(Text(quantityName), out quantity) ? Wrong(quantityName, "a number of at most 28 digits")
            : quantity <= 0 ? Wrong(quantityName, "positive")
            : Text("fee") is { } feeText && !FieldText.TryDecimal(feeText, out fee) ? Wrong("fee", "a number of at most 28 digits")
            : liquidity is null ? Wrong("liquidity", "maker or taker")
            : Text("sequence") is { } sequenceText && !long.TryParse(sequenceText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out sequence)
                ? Wrong("sequence", "a whole number")
            : null;
        if (reason is not null)
        {
            return false;
        }

        fill = new()
        {
            Instrument = new(Text("exchange")!, Text("symbol")!),
            Account = Text("account") ?? "main",
            Portfolio = Text("portfolio") ?? "main",
            TradeId = Text("id")!,
            Side = side!.Value,
            Price = price,
            Quantity = quantity,
            Fee = fee,
            FeeAsset = Text("fee_asset"),
            VenueTime = time,
            VenueSequence = sequence,
            Liquidity = liquidity!.Value,
            OrderId = Text("order_id"),
        };
        return true;
    }

    private static bool TryTime(string text, out Instant time)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var micros))
        {
            time = new(micros);
            return time.IsInRange;
        }

        return FieldText.TryTime(Encoding.UTF8.GetBytes(text), out time);
    }

    private string Wrong(string name, string expected) => $"{name} '{FieldText.Shown(Encoding.UTF8.GetBytes(Text(name)!))}' is not {expected}";

    private string? Text(string name) => _texts.GetValueOrDefault(name);

    private void Put(string name, string text)
    {
        // Empty means absent, as in every Tardis CSV.
        var trimmed = text.Trim();
        if (trimmed.Length > 0)
        {
            _texts[name] = trimmed;
        }
        else
        {
            _texts.Remove(name);
        }
    }
}
