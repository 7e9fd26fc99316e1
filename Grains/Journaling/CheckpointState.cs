using System.Text;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Journaling;

/// <summary>State that results from the chain so far, contract terms and policy included. Only the owner of the journal reads its text.</summary>
/// <param name="Text">Text of the state; a long one is split over several entries.</param>
public sealed record CheckpointState(string Text)
{
    // A character takes at most three bytes of UTF-8, so a part stays under 64 KB.
    private const int PartChars = 21_000;

    /// <summary>Entries that hold the state, at least one.</summary>
    public IReadOnlyList<CheckpointPart> Split()
    {
        var texts = new List<string>();
        var at = 0;
        while (at < Text.Length)
        {
            var length = Math.Min(PartChars, Text.Length - at);
            if (at + length < Text.Length && char.IsHighSurrogate(Text[at + length - 1]))
            {
                length--;
            }

            texts.Add(Text.Substring(at, length));
            at += length;
        }

        return texts.Count == 0 ? [new(0, 1, "")] : [.. texts.Select((text, part) => new CheckpointPart(part, texts.Count, text))];
    }

    /// <summary>Joins the parts; <see langword="null"/> when one is missing or out of order.</summary>
    public static CheckpointState? Join(IReadOnlyList<CheckpointPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts.Count != parts[0].Parts)
        {
            return null;
        }

        var text = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Part != i || parts[i].Parts != parts.Count)
            {
                return null;
            }

            text.Append(parts[i].Text);
        }

        return new(text.ToString());
    }
}
