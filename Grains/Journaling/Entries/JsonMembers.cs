using System.Text.Json;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>Reads JSON objects whose member names are single letters. An unknown member is an error that names it.</summary>
internal static class JsonMembers
{
    /// <summary>Moves to the value of the next member of an object.</summary>
    /// <param name="reader">Positioned at the object's start or at the end of the last value.</param>
    /// <param name="known">Letters of the known members.</param>
    /// <param name="of">Name of the object in messages.</param>
    /// <param name="name">The member's letter.</param>
    /// <returns><see langword="false"/> at the object's end.</returns>
    /// <exception cref="InvalidDataException">The member is unknown.</exception>
    internal static bool Next(ref Utf8JsonReader reader, string known, string of, out char name)
    {
        reader.Read();
        name = '\0';
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        if (reader.TokenType != JsonTokenType.PropertyName || reader.ValueSpan.Length != 1 || !known.Contains((char)reader.ValueSpan[0], StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{of} has a member '{reader.GetString()}' that is not known; known are {string.Join(' ', known.ToCharArray())}");
        }

        name = (char)reader.ValueSpan[0];
        reader.Read();
        return true;
    }

    /// <summary>Moves to the start of an object or array.</summary>
    /// <exception cref="InvalidDataException">The next token is another one.</exception>
    internal static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string of)
    {
        if (reader.TokenType != token)
        {
            throw new InvalidDataException($"{of} is a {reader.TokenType} where a {token} must stand");
        }
    }

    /// <summary>The exception for a missing required member.</summary>
    internal static InvalidDataException Missing(string of, char name) => new($"{of} lacks its member '{name}'");
}
