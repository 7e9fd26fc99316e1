using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Web;

/// <summary>Reads the members of a JSON request. A member that cannot be read is an <see cref="ArgumentException"/> with key and value.</summary>
/// <param name="element">The object.</param>
/// <param name="path">Path of the object in the request; empty for the request itself.</param>
internal readonly struct RequestFields(JsonElement element, string path = "")
{
    /// <summary>Reads a whole request.</summary>
    internal static async Task<RequestFields> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        if (!Utf8.IsValid(body.GetBuffer().AsSpan(0, (int)body.Length)))
        {
            throw new ArgumentException("The body is not UTF-8 text.");
        }

        body.Position = 0;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(document.RootElement.Clone())
                : throw new ArgumentException($"The body is {document.RootElement.ValueKind}; it must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The body is not JSON: {e.Message}", e);
        }
    }

    internal string Text(string key)
    {
        try
        {
            return Find(key) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Fault(key, "must be a text");
        }
        catch (InvalidOperationException)
        {
            throw new ArgumentException($"{Path(key)} is not Unicode text.");
        }
    }

    internal string? TextOrNull(string key) => Find(key) is null ? null : Text(key);

    /// <summary>Reads a text or an explicit <see langword="null"/>; a member left out is refused.</summary>
    internal string? TextOrSaidNull(string key) => element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Null ? null
        : Find(key) is { ValueKind: JsonValueKind.String } ? Text(key)
        : throw Fault(key, "must be a text, or null for none");

    internal decimal Number(string key) => Find(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number)
        ? number
        : throw Fault(key, "must be a number");

    internal decimal? NumberOrNull(string key) => Find(key) is null ? null : Number(key);

    /// <summary>Reads a whole number; <see langword="null"/> when the member is missing.</summary>
    internal int? WholeOrNull(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        _ => throw Fault(key, "must be a whole number"),
    };

    /// <summary>Reads a value of the enum <typeparamref name="T"/> by its JSON name.</summary>
    internal T Choice<T>(string key)
        where T : struct, Enum
    {
        var text = Text(key);
        var names = Enum.GetNames<T>().ToDictionary(JsonNamingPolicy.CamelCase.ConvertName, StringComparer.Ordinal);
        return names.TryGetValue(text, out var name) ? Enum.Parse<T>(name) : throw Fault(key, $"must be {string.Join(", ", names.Keys)}");
    }

    /// <summary>Refuses unknown members, because a misspelt one would pass for one left out.</summary>
    internal void Allow(params string[] keys)
    {
        foreach (var member in element.EnumerateObject().Where(member => !keys.Contains(member.Name)))
        {
            throw new ArgumentException($"{Path(member.Name)} is not known; known are {string.Join(", ", keys)}.");
        }
    }

    internal bool Flag(string key) => Find(key) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Fault(key, "must be true or false"),
    };

    internal Instant Time(string key) => TryTime(Text(key), out var time) ? time : throw Fault(key, "must be a time in ISO 8601, e.g. 2024-08-08T23:54:15.088230Z");

    internal Instant? TimeOrNull(string key) => Find(key) is null ? null : Time(key);

    internal InstrumentId Instrument(string key) =>
        InstrumentId.TryParse(Text(key), out var id) ? id : throw Fault(key, "must be exchange/symbol, e.g. binance-futures/BTCUSDT");

    /// <summary>Reads a required object.</summary>
    internal RequestFields Object(string key) => Find(key) is { ValueKind: JsonValueKind.Object } value
        ? new(value, Path(key))
        : throw Fault(key, "must be an object");

    /// <summary>Reads an array of objects; <see langword="null"/> when the member is missing.</summary>
    internal RequestFields[]? Objects(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        var at = Path(key);
        return value.ValueKind != JsonValueKind.Array ? throw Fault(key, "must be an array")
            : [.. value.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.Object
                ? new RequestFields(item, $"{at}[{i}]")
                : throw new ArgumentException($"{at}[{i}] is {item.GetRawText()}; it must be an object."))];
    }

    /// <summary>Reads a required array of texts.</summary>
    internal string[] Texts(string key)
    {
        var at = Path(key);
        return Find(key) is not { ValueKind: JsonValueKind.Array } value ? throw Fault(key, "must be an array of texts")
            : [.. value.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.String
                ? item.GetString()!
                : throw new ArgumentException($"{at}[{i}] is {item.GetRawText()}; it must be a text."))];
    }

    /// <summary>Reads a time in ISO 8601; without an offset it is UTC.</summary>
    internal static bool TryTime(string? text, out Instant time)
    {
        var isRead = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read);
        time = isRead ? Instant.From(read) : default;
        return isRead;
    }

    private JsonElement? Find(string key) => element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private ArgumentException Fault(string key, string must) =>
        new(Find(key) is { } value ? $"{Path(key)} is {value.GetRawText()}; it {must}." : $"{Path(key)} is missing; it {must}.");
}
