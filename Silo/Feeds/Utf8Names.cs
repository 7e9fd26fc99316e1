using System.Text;

namespace Ballast.Silo.Feeds;

/// <summary>Turns repeated UTF-8 names (exchanges, symbols) into one string each, which events share.</summary>
/// <remarks>A direct-mapped table of fixed size; a name that loses its slot is allocated once more.</remarks>
internal sealed class Utf8Names
{
    private const int Slots = 1024;

    private readonly (byte[] Utf8, string Text)[] _slots = new (byte[], string)[Slots];

    /// <summary>Returns the name as a string.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var value in utf8)
        {
            hash = (hash ^ value) * 16777619u;
        }

        ref var slot = ref _slots[(hash ^ (hash >> 16)) & (Slots - 1)];
        if (slot.Utf8 is null || !utf8.SequenceEqual(slot.Utf8))
        {
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return slot.Text;
    }
}
