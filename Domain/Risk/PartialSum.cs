namespace Ballast.Domain.Risk;

/// <summary>A sum of decimals that becomes <see langword="null"/> when a term is, and keeps the reasons.</summary>
internal sealed class PartialSum
{
    private const string PastDecimal = "a sum is past what decimal holds";

    private readonly List<string> reasons = [];
    private decimal sum;

    internal decimal? Value => reasons.Count == 0 ? sum : null;

    /// <summary>What is missing, each once.</summary>
    internal IReadOnlyList<string> Reasons => reasons;

    /// <summary>Adds a term, or keeps the reason why it is missing.</summary>
    /// <param name="term">Computes the term; one too large for a decimal counts as missing.</param>
    /// <param name="reason">The reason, used when the term is <see langword="null"/>.</param>
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
