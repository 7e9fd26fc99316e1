namespace Ballast.Domain.Risk.Report;

/// <summary>A sum that is <see langword="null"/> when a term is unknown, and keeps the reasons.</summary>
internal sealed class PartialSum
{
    private const string PastDecimal = "a sum is past what decimal holds";

    private readonly List<string> _reasons = [];
    private decimal _sum;

    internal decimal? Value => _reasons.Count == 0 ? _sum : null;

    /// <summary>Why terms are unknown, each reason once.</summary>
    internal IReadOnlyList<string> Reasons => _reasons;

    /// <summary>Adds a term, or the reason when it is unknown.</summary>
    /// <param name="term">Computes the term; one that exceeds the range of decimal counts as unknown.</param>
    /// <param name="reason">Reason to keep when the term is <see langword="null"/>.</param>
    internal void Add(Func<decimal?> term, string reason)
    {
        try
        {
            if (term() is { } known)
            {
                _sum += known;
                return;
            }
        }
        catch (OverflowException)
        {
            reason = PastDecimal;
        }

        AddMissing(reason);
    }

    internal void AddMissing(string reason)
    {
        if (!_reasons.Contains(reason))
        {
            _reasons.Add(reason);
        }
    }

    internal static string? Text(IEnumerable<string> reasons) => JoinedReasons.Of(reasons);
}
