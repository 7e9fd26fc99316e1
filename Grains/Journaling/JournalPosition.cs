using System.Globalization;

namespace Ballast.Grains.Journaling;

/// <summary>A position between two entries of a journal; the default value is the beginning.</summary>
/// <param name="Segment">Segment of the entry before.</param>
/// <param name="Index">Number of entries of that segment before the position.</param>
/// <param name="Number">Number of entries of the whole chain before the position.</param>
/// <param name="Hash">Running hash of the entry before; 0 at the beginning.</param>
[GenerateSerializer, Immutable, Alias("ballast.journal-position")]
public readonly record struct JournalPosition(
    [property: Id(0)] int Segment, [property: Id(1)] long Index, [property: Id(2)] long Number, [property: Id(3)] ulong Hash)
{
    /// <summary>E.g. <c>segment 2, entry 17 (number 100017, after 0123456789abcdef)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"segment {Segment}, entry {Index} (number {Number}, after {Hash:x16})");
}
