using System.Text;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Ledger.Forms;
using Ballast.Silo.Feeds;

namespace Ballast.Silo.Journals;

/// <summary>Reads the members of one line's JSON object, each once and as the required type.</summary>
internal sealed class EventFields : IDisposable
{
    private readonly JsonDocument _document;
    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);

    private EventFields(JsonDocument document) => _document = document;

    /// <exception cref="InvalidDataException">The line is not a JSON object, or has a member twice.</exception>
    internal static EventFields Parse(ReadOnlyMemory<byte> line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            throw new InvalidDataException("not a JSON object");
        }

        var fields = new EventFields(document);
        try
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException("not a JSON object");
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!fields._unread.TryAdd(member.Name, member.Value))
                {
                    throw new InvalidDataException($"{Shown(member.Name)} is given twice");
                }
            }

            return fields;
        }
        catch (InvalidOperationException)
        {
            fields.Dispose();
            throw new InvalidDataException("not Unicode text");
        }
        catch (InvalidDataException)
        {
            fields.Dispose();
            throw;
        }
    }

    internal bool Has(string name) => _unread.ContainsKey(name);

    internal string Text(string name) => OptionalText(name) ?? throw new InvalidDataException($"{name} is missing");

    internal string? OptionalText(string name)
    {
        if (!_unread.Remove(name, out var value))
        {
            return null;
        }

        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, value, "a text");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, value, "Unicode text");
        }
    }

    internal int Choice(string name, ChoiceWords words)
    {
        var text = Text(name);
        return words.Find(text) ?? throw new InvalidDataException(
            $"{name} '{Shown(text)}' is not {string.Join(", ", words.All.SkipLast(1))} or {words.All[^1]}");
    }

    internal Instant Time(string name)
    {
        var text = Text(name);
        return FieldText.TryTime(Encoding.UTF8.GetBytes(text), out var time)
            ? time
            : throw new InvalidDataException($"{name} '{Shown(text)}' is not ISO 8601 with a zone");
    }

    internal decimal Decimal(string name) => OptionalDecimal(name) ?? throw new InvalidDataException($"{name} is missing");

    /// <summary>A decimal, from a JSON string or, digit for digit, from a JSON number.</summary>
    internal decimal? OptionalDecimal(string name)
    {
        if (!_unread.TryGetValue(name, out var value))
        {
            return null;
        }

        var isNumber = value.ValueKind == JsonValueKind.Number && _unread.Remove(name);
        var text = isNumber ? value.GetRawText() : Text(name);
        return FieldText.TryDecimal(text, out var number)
            ? number
            : throw new InvalidDataException($"{name} '{Shown(text)}' is not a number of at most 28 digits");
    }

    internal long? OptionalInteger(string name)
    {
        if (!_unread.Remove(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Wrong(name, value, "a whole number");
    }

    /// <exception cref="InvalidDataException">A member was not read, so it would be lost.</exception>
    internal void RequireAllRead()
    {
        if (_unread.Count > 0)
        {
            throw new InvalidDataException($"{string.Join(", ", _unread.Keys.Select(Shown))} is not known for this kind");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _document.Dispose();

    private static string Shown(string text) => FieldText.Shown(Encoding.UTF8.GetBytes(text));

    private static InvalidDataException Wrong(string name, JsonElement value, string expected) =>
        new($"{name} {Shown(value.GetRawText())} is not {expected}");
}
