using System.Text.Json;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Instruments;

/// <summary>Reads contract terms from a JSON file, which holds an array of entries or a single entry.</summary>
/// <remarks>
/// An entry has one of two shapes. The first is <c>{exchange, symbol, kind, base, quote, settle, multiplier, tickSize?, lotSize?}</c>,
/// where <c>settle</c> can be left out if the kind implies it, and <c>multiplier</c> for spot. The second is that of the Tardis
/// instruments API, with earlier terms where it lists <c>changes</c>. Options and combinations are refused.
/// </remarks>
public static class InstrumentFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file cannot be used; the message names file, entry and value.</exception>
    public static IReadOnlyList<InstrumentTerms> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no instruments file '{path}'.", path);
        }

        using var content = File.OpenRead(path);
        return Read(content, path);
    }

    internal static IReadOnlyList<InstrumentTerms> Read(Stream content, string name)
    {
        using var document = Parse(content, name);
        var root = document.RootElement;
        var entries = root.ValueKind switch
        {
            JsonValueKind.Array => [.. root.EnumerateArray()],
            JsonValueKind.Object => new[] { root },
            _ => throw new InvalidDataException($"{name}: neither an array of instruments nor one instrument"),
        };
        var instruments = new List<InstrumentTerms>(entries.Length);
        var seen = new HashSet<InstrumentId>();
        for (var i = 0; i < entries.Length; i++)
        {
            var instrument = new InstrumentEntry(entries[i], $"{name}: entry {i + 1}").ToTerms();
            if (!seen.Add(instrument.Id))
            {
                throw new InvalidDataException($"{name}: entry {i + 1}: {instrument.Id} is listed twice");
            }

            instruments.Add(instrument);
        }

        return instruments;
    }

    private static JsonDocument Parse(Stream content, string name)
    {
        try
        {
            return JsonDocument.Parse(content, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{name}: not JSON at line {broken.LineNumber + 1}", broken);
        }
    }
}
