using System.Text.Json;
using System.Text.Unicode;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>Reads the list of symbols that a disconnect concerns.</summary>
internal static class TextList
{
    /// <summary>Reads the next value.</summary>
    /// <returns>
    /// The texts, or <see langword="null"/> when the value is not a list of texts or is empty: a disconnect then concerns the whole
    /// exchange, which is safer than refusing it.
    /// </returns>
    public static IReadOnlyList<string>? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var (texts, areTexts) = (new List<string>(), true);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && Utf8.IsValid(reader.ValueSpan))
            {
                texts.Add(reader.GetString()!);
            }
            else
            {
                areTexts = false;
                reader.Skip();
            }
        }

        return areTexts && texts.Count > 0 ? texts : null;
    }
}
