using System.Text.Json;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Reads what went wrong from an error object of the server.</summary>
internal static class ErrorText
{
    /// <summary>The member <c>message</c>, else <c>details</c>, else the text itself.</summary>
    internal static string Of(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            if (JsonDocument.TryParseValue(ref reader, out var document))
            {
                using (document)
                {
                    foreach (var member in (string[])["message", "details", "responseText"])
                    {
                        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out var value))
                        {
                            return value.ToString();
                        }
                    }
                }
            }
        }
        catch (JsonException)
        {
            // Then it is a text.
        }

        return FieldText.Shown(text);
    }

    /// <summary>Whether it is a JSON object without a type: how the server tells an error in the middle of messages.</summary>
    internal static bool IsError(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out var document))
            {
                return false;
            }

            using (document)
            {
                return document.RootElement.ValueKind == JsonValueKind.Object && !document.RootElement.TryGetProperty("type", out _);
            }
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
