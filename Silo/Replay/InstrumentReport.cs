using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Replay;

/// <summary>One instrument at the end of a replay.</summary>
public sealed record InstrumentReport
{
    /// <summary>The instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Number of messages read by Tardis type, used or not.</summary>
    public required IReadOnlyDictionary<string, long> Messages { get; init; }

    /// <summary>Number of messages that reached the book, by type.</summary>
    public required IReadOnlyDictionary<string, long> BookMessages { get; init; }

    /// <summary>Number of levels applied from book changes, removals of unknown levels included.</summary>
    public required long LevelsApplied { get; init; }

    /// <summary>Number of book changes dropped because they came before any snapshot.</summary>
    public required long IgnoredBeforeSnapshot { get; init; }

    /// <summary>Number of venue times that were more than 10 s from the arrival and were replaced by it.</summary>
    public required long StampsReplaced { get; init; }

    /// <summary>State of the book.</summary>
    public required BookState State { get; init; }

    /// <summary>Mid; <see langword="null"/> unless the book is live and two-sided.</summary>
    public required double? Mid { get; init; }

    /// <summary>Best five bids, best first.</summary>
    public required IReadOnlyList<BookLevel> Bids { get; init; }

    /// <summary>Best five asks, best first.</summary>
    public required IReadOnlyList<BookLevel> Asks { get; init; }

    /// <summary>Monotone venue time of the last event applied.</summary>
    public required Instant VenueTime { get; init; }
}
