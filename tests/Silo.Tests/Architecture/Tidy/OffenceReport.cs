using System.Text;

namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>Says what breaks a rule: a count, then each folder with its count and offences.</summary>
internal static class OffenceReport
{
    /// <summary>The message of a failed rule; empty when nothing breaks it.</summary>
    internal static string Of(ITidyRule rule, IReadOnlyCollection<Offence> offences)
    {
        if (offences.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder().Append(offences.Count).Append(" offences against: ").AppendLine(rule.Allowed);
        foreach (var folder in offences.GroupBy(offence => offence.Folder).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("  ").Append(folder.Key).Append(" (").Append(folder.Count()).AppendLine(")");
            foreach (var offence in folder.OrderBy(offence => offence.Path, StringComparer.Ordinal).ThenBy(offence => offence.Line))
            {
                text.Append("    ").Append(offence).AppendLine();
            }
        }

        return text.ToString();
    }
}
