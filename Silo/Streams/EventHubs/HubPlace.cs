using System.Globalization;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>A place in a partition of a hub, in the form in which it is stored.</summary>
/// <param name="Sequence">Number of the event.</param>
/// <param name="Offset">What the hub wants to be asked with for the events after it.</param>
/// <param name="Created">When the hub was created, which tells it from a later one of the same name.</param>
internal sealed record HubPlace(long Sequence, string Offset, DateTimeOffset Created)
{
    /// <summary>Reads a place.</summary>
    /// <exception cref="FormatException">The text is no place.</exception>
    internal static HubPlace Parse(string text)
    {
        var parts = text.Split(' ', 3);
        return parts.Length == 3
            && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var sequence)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var created)
            ? new(sequence, parts[2], DateTimeOffset.FromUnixTimeMilliseconds(created))
            : throw new FormatException($"'{text}' is no place in a hub.");
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence} {Created.ToUnixTimeMilliseconds()} {Offset}");
}
