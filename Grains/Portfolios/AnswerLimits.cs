namespace Ballast.Grains.Portfolios;

/// <summary>How long a portfolio goes without an answer of a member or child before it acts.</summary>
internal static class AnswerLimits
{
    /// <summary>Silence after which it is asked.</summary>
    internal static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(2);

    /// <summary>Silence after which its last answer is too old to count.</summary>
    internal static readonly TimeSpan MissingAfter = TimeSpan.FromSeconds(10);
}
