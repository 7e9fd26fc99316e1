namespace Ballast.Silo.Settings;

/// <summary>Finds the known word that a misspelt one most likely stands for.</summary>
internal static class Nearest
{
    /// <summary>The known word with the fewest changed letters, or <see langword="null"/> when more than a third of the letters differ.</summary>
    /// <param name="word">The word as written.</param>
    /// <param name="known">The words there are; the first of equally near ones counts.</param>
    internal static string? Of(string word, IEnumerable<string> known) => All(word, known).FirstOrDefault();

    /// <summary>As <see cref="Of"/>, every such word, the nearest first.</summary>
    internal static IEnumerable<string> All(string word, IEnumerable<string> known) =>
        known.Select(candidate => (Candidate: candidate, Changes: Changes(word, candidate)))
            .Where(pair => pair.Changes * 3 <= Math.Max(word.Length, pair.Candidate.Length))
            .OrderBy(pair => pair.Changes)
            .Select(pair => pair.Candidate);

    /// <summary>
    /// The smallest number of letters added, left out, replaced or swapped with their neighbour (optimal string alignment), whatever
    /// their case.
    /// </summary>
    internal static int Changes(string left, string right)
    {
        (left, right) = (left.ToUpperInvariant(), right.ToUpperInvariant());
        int[] beforeLast = [], last = [.. Enumerable.Range(0, right.Length + 1)];
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[right.Length];
    }
}
