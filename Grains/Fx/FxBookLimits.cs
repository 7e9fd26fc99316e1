using Ballast.Domain.MarketData.Mids;

namespace Ballast.Grains.Fx;

/// <summary>How long the FX grain waits for books, and the grid that books are sampled on.</summary>
/// <param name="Patience">Time on the wall clock that a minute waits for a book.</param>
/// <param name="Grid">Grid of the samples.</param>
/// <param name="Time">The wall clock.</param>
internal sealed record FxBookLimits(TimeSpan Patience, SamplingGrid Grid, TimeProvider Time)
{
    /// <summary>Longest time that one question to a book may take.</summary>
    internal TimeSpan AnswerTimeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether every whole minute is a point of the grid.</summary>
    internal bool SamplesHaveMinutes => 60 * Instant.PerSecond % Grid.StepMicros == 0;
}
