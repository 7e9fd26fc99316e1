namespace Ballast.Domain.Ledger.Forms;

/// <summary>Words for the values of an enumeration in texts that people read.</summary>
/// <param name="words">Each value with its word, in the order in which messages list them.</param>
public sealed class ChoiceWords(params (int Value, string Word)[] words)
{
    /// <summary>Every word, in order.</summary>
    public IReadOnlyList<string> All { get; } = [.. words.Select(pair => pair.Word)];

    /// <summary>The word of a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    public string Of(int value) => Array.Find(words, pair => pair.Value == value).Word
        ?? throw new ArgumentOutOfRangeException(nameof(value), value, $"The values are {string.Join(", ", words)}.");

    /// <summary>The value of a word, <see langword="null"/> when there is no such word. Case counts.</summary>
    public int? Find(string word) => Array.FindIndex(words, pair => pair.Word == word) is var index and >= 0 ? words[index].Value : null;
}
