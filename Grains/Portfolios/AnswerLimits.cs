namespace Ballast.Grains.Portfolios;

/// <summary>How long a member or child may be silent before its portfolio acts.</summary>
internal static class AnswerLimits
{
    /// <summary>Silence after which it is asked for its position.</summary>
    internal static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(2);

    /// <summary>Silence after which its last answer is too old to count.</summary>
    internal static readonly TimeSpan MissingAfter = TimeSpan.FromSeconds(10);
}
