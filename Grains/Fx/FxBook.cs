using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>A spot book that rates are taken from, and what is known of it.</summary>
internal sealed class FxBook(Instrument spot)
{
    internal Instrument Spot { get; } = spot;

    /// <summary>Whether every mid of the book is taken; if not, only its samples at whole minutes are.</summary>
    internal bool IsFollowed { get; set; }

    /// <summary>Whether this activation has registered with the book.</summary>
    internal bool IsRegistered { get; set; }

    /// <summary>Newest rate; <see langword="null"/> before the first.</summary>
    internal FxQuote? Quote { get; set; }

    /// <summary>Arrival up to which the events of the book are known; the default before the first.</summary>
    internal Instant KnownTo { get; set; }

    /// <summary>Newest minute for which the book was asked and gave everything it had.</summary>
    internal Instant AskedTo { get; set; }

    /// <summary>The question to the book that is under way; completed when there is none. It never fails.</summary>
    internal Task Asking { get; set; } = Task.CompletedTask;

    /// <summary>Timestamp since which a minute has waited for the book; <see langword="null"/> while none does.</summary>
    internal long? LateSince { get; set; }

    /// <summary>Whether minutes close without waiting for the book.</summary>
    internal bool IsGivenUp { get; set; }

    /// <summary>Whether the last question to the book failed.</summary>
    internal bool IsFailing { get; set; }

    /// <summary>Whether the book's stamps are ahead of the wall clock.</summary>
    internal bool IsAhead { get; set; }

    /// <summary>Whether every rate of a minute that the book can give is known.</summary>
    internal bool IsKnownAt(Instant minute) =>
        AskedTo >= minute || (IsFollowed && IsRegistered && KnownTo >= minute + SamplingGrid.ClosingDelay);
}
