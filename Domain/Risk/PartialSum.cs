namespace Ballast.Domain.Risk;

/// <summary>A sum that is <see langword="null"/> once a term is, and keeps why.</summary>
internal sealed class PartialSum
{
    private const string PastDecimal = "a sum is past what decimal holds";

    private readonly List<string> reasons = [];
    private decimal sum;

    internal decimal? Value => reasons.Count == 0 ? sum : null;

    /// <summary>What is missing, each once.</summary>
    internal IReadOnlyList<string> Reasons => reasons;

    /// <summary>Adds a term, or notes that it is missing.</summary>
    /// <param name="term">Worked out here, so that one past what decimal holds is a missing one.</param>
    /// <param name="reason">Why it is <see langword="null"/>, when it is.</param>
    internal void Add(Func<decimal?> term, string reason)
    {
        try
        {
            if (term() is { } known)
            {
                sum += known;
                return;
            }
        }
        catch (OverflowException)
        {
            reason = PastDecimal;
        }

        Miss(reason);
    }

    internal void Miss(string reason)
    {
        if (!reasons.Contains(reason))
        {
            reasons.Add(reason);
        }
    }

    internal static string? Text(IEnumerable<string> reasons) =>
        string.Join("; ", reasons.Distinct(StringComparer.Ordinal)) is { Length: > 0 } text ? text : null;
}
