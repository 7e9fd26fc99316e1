using System.Text.RegularExpressions;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds that every decision in <c>docs/decisions</c> says whether it still stands. It has one line that reads exactly
/// <c>Status: accepted</c> or <c>Status: replaced by NNNN</c>. The successor exists and says <c>replaces NNNN</c> of it (or a line
/// <c>Replaces: NNNN</c>), and a decision that says so of another is named as that one's successor.
/// </summary>
internal sealed partial class DecisionStatusRule : ITidyRule
{
    private const string Folder = "docs/decisions";

    /// <inheritdoc />
    public string Allowed => "a decision is 'Status: accepted' or 'Status: replaced by NNNN', and NNNN says 'replaces' of it";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree)
    {
        var decisions = tree.Documents.Where(file => file.Folder == Folder).Select(Decision.Read).ToArray();
        foreach (var decision in decisions)
        {
            if (decision.StatusLines != 1)
            {
                yield return decision.File.Offence($"{decision.StatusLines} status lines");
            }

            if (decision.Successor is { } successor && !decisions.Any(other => other.Number == successor && other.Predecessors.Contains(decision.Number)))
            {
                yield return decision.File.Offence($"{successor} does not say that it replaces {decision.Number}");
            }

            foreach (var predecessor in decision.Predecessors.Where(number => !decisions.Any(other => other.Number == number && other.Successor == decision.Number)))
            {
                yield return decision.File.Offence($"{predecessor} does not say that it is replaced by {decision.Number}");
            }
        }
    }

    [GeneratedRegex(@"^Status: (?:accepted|replaced by (\d{4}))$", RegexOptions.Multiline)]
    private static partial Regex Status();

    [GeneratedRegex(@"\breplaces:?\s+(?:decision\s+)?(\d{4})\b", RegexOptions.IgnoreCase)]
    private static partial Regex Replaces();

    private sealed record Decision(SourceFile File, string Number, int StatusLines, string? Successor, IReadOnlyList<string> Predecessors)
    {
        internal static Decision Read(SourceFile file)
        {
            var states = Status().Matches(file.Text);
            return new(
                file,
                file.Name.Split('-')[0],
                states.Count,
                states.Select(match => match.Groups[1]).FirstOrDefault(group => group.Success)?.Value,
                [.. Replaces().Matches(file.Text).Select(match => match.Groups[1].Value).Distinct()]);
        }
    }
}
