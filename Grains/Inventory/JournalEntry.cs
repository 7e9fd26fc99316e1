using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ballast.Domain.Ledger;

namespace Ballast.Grains.Inventory;

/// <summary>One journaled event: either an activation's opening, which fences older ones, or a fill.</summary>
/// <remarks>
/// Stored as 16 hex digits of the running hash, a space, and this as JSON with short names: readable with any Redis
/// client. The hash is over the previous entry's hash and this JSON, so that a changed or missing entry shows.
/// </remarks>
internal sealed record JournalEntry
{
    private const int HashDigits = 16;

    /// <summary>Epoch of the activation that opened; <see langword="null"/> in a fill.</summary>
    [JsonPropertyName("o"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Opened { get; init; }

    /// <summary>Who opened, unlike any other opening: two activations that open at once must not take each other's entry for their own.</summary>
    [JsonPropertyName("w"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Writer { get; init; }

    /// <summary>The fill; <see langword="null"/> in an opening.</summary>
    [JsonPropertyName("f"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JournalFill? Fill { get; init; }

    /// <summary>The stored form of this entry after one whose hash is <paramref name="previousHash"/>.</summary>
    internal byte[] Encode(string previousHash, out string hash)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, JournalJson.Default.JournalEntry);
        hash = Hash(previousHash, json);
        var stored = new byte[HashDigits + 1 + json.Length];
        Encoding.ASCII.GetBytes(hash, stored);
        stored[HashDigits] = (byte)' ';
        json.CopyTo(stored, HashDigits + 1);
        return stored;
    }

    /// <summary>Reads a stored entry and checks that it follows <paramref name="previousHash"/>.</summary>
    /// <exception cref="InvalidDataException">It does not, or it is not an entry.</exception>
    internal static JournalEntry Decode(ReadOnlySpan<byte> stored, string previousHash, out string hash)
    {
        if (stored.Length <= HashDigits + 1)
        {
            throw new InvalidDataException($"A journal entry of {stored.Length} bytes is too short.");
        }

        hash = Encoding.ASCII.GetString(stored[..HashDigits]);
        var json = stored[(HashDigits + 1)..];
        if (hash != Hash(previousHash, json))
        {
            throw new InvalidDataException($"Journal entry {hash} does not follow {previousHash}: one was changed or lost.");
        }

        try
        {
            return JsonSerializer.Deserialize(json, JournalJson.Default.JournalEntry)
                ?? throw new InvalidDataException($"Journal entry {hash} is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Journal entry {hash} is not readable: {e.Message}", e);
        }
    }

    private static string Hash(string previousHash, ReadOnlySpan<byte> json)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.ASCII.GetBytes(previousHash));
        sha.AppendData(json);
        Span<byte> digest = stackalloc byte[32];
        sha.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..(HashDigits / 2)]);
    }
}

/// <summary>A fill in its stored form; the instrument is the list's.</summary>
internal sealed record JournalFill
{
    [JsonPropertyName("a")]
    public required string Account { get; init; }

    [JsonPropertyName("b")]
    public required string Portfolio { get; init; }

    [JsonPropertyName("i")]
    public required string TradeId { get; init; }

    [JsonPropertyName("s")]
    public required int Side { get; init; }

    [JsonPropertyName("p")]
    public required decimal Price { get; init; }

    [JsonPropertyName("q")]
    public required decimal Quantity { get; init; }

    [JsonPropertyName("e"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal Fee { get; init; }

    [JsonPropertyName("x"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FeeAsset { get; init; }

    [JsonPropertyName("t")]
    public required long Micros { get; init; }

    [JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Sequence { get; init; }

    [JsonPropertyName("l"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Liquidity { get; init; }

    [JsonPropertyName("r"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderId { get; init; }

    internal static JournalFill From(Fill fill) => new()
    {
        Account = fill.Account,
        Portfolio = fill.Portfolio,
        TradeId = fill.TradeId,
        Side = (int)fill.Side,
        Price = fill.Price,
        Quantity = fill.Quantity,
        Fee = fill.Fee,
        FeeAsset = fill.FeeAsset,
        Micros = fill.VenueTime.Micros,
        Sequence = fill.VenueSequence,
        Liquidity = (int)fill.Liquidity,
        OrderId = fill.OrderId,
    };

    internal Fill ToFill(InstrumentId instrument) => new()
    {
        Instrument = instrument,
        Account = Account,
        Portfolio = Portfolio,
        TradeId = TradeId,
        Side = (Side)Side,
        Price = Price,
        Quantity = Quantity,
        Fee = Fee,
        FeeAsset = FeeAsset,
        VenueTime = new(Micros),
        VenueSequence = Sequence,
        Liquidity = (Liquidity)Liquidity,
        OrderId = OrderId,
    };
}

/// <summary>Generated JSON code of the journal.</summary>
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext;
