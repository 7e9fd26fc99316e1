using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;
using Ballast.Domain.Pnl;
using Ballast.Grains.Interfaces;
using Ballast.Silo.Feeds;
using Ballast.Silo.Paper;

namespace Ballast.Silo.Replay;

/// <summary>The result of a replay. It has no wall-clock figure, so the same input gives the same bytes.</summary>
public sealed record ReplayReport
{
    /// <summary>Arrival of the first event; <see langword="null"/> when there was none.</summary>
    public required Instant? From { get; init; }

    /// <summary>Arrival of the last event; <see langword="null"/> when there was none.</summary>
    public required Instant? To { get; init; }

    /// <summary>Number of messages read, used or not.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages whose arrival stamp is earlier than that of the message before them in their file.</summary>
    public required long StepsBack { get; init; }

    /// <summary>Messages left out because a better form of their book is used.</summary>
    public required long Superseded { get; init; }

    /// <summary>Number of messages that concern a whole exchange, such as a disconnect, by exchange and type. Each instrument also counts them as book messages.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> ExchangeMessages { get; init; }

    /// <summary>Reports by instrument.</summary>
    public required IReadOnlyList<InstrumentReport> Instruments { get; init; }

    /// <summary>Reports by portfolio.</summary>
    public required IReadOnlyList<PortfolioReport> Portfolios { get; init; }

    /// <summary>The exchange rates used for all conversions.</summary>
    public required IReadOnlyList<FxQuote> FxRates { get; init; }

    /// <summary>Number of fills of <c>--fills</c> by outcome; empty without any.</summary>
    public required IReadOnlyDictionary<string, long> Fills { get; init; }

    /// <summary>Fills of the paper maker, each with its quote and trade; <see langword="null"/> without a maker.</summary>
    public required IReadOnlyList<PaperFill>? PaperFills { get; init; }

    /// <summary>The parts of the input that could not be used.</summary>
    public required FaultReport Faults { get; init; }
}

/// <summary>Faults of the input.</summary>
/// <param name="Count">Number of all faults.</param>
/// <param name="First">The first 100 faults.</param>
public sealed record FaultReport(long Count, IReadOnlyList<InputFault> First);

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

/// <summary>One portfolio at the end of a replay.</summary>
public sealed record PortfolioReport
{
    /// <summary>The portfolio.</summary>
    public required string Portfolio { get; init; }

    /// <summary>Newest venue time of its positions and marks.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>Report currency of the money figures below.</summary>
    public required string Currency { get; init; }

    /// <summary>Whether every member answered.</summary>
    public required bool Complete { get; init; }

    /// <summary>Realised profit; <see langword="null"/> when something is missing, as for the next five members.</summary>
    public required decimal? Realized { get; init; }

    /// <summary>Unrealised profit.</summary>
    public required decimal? Unrealized { get; init; }

    /// <summary>Fees paid less rebates; positive is a cost.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received less funding paid.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Net PnL, after fees and funding.</summary>
    public required decimal? Total { get; init; }

    /// <summary>The parts that sum to the total.</summary>
    public required PnlAttribution? Attribution { get; init; }

    /// <summary>Net PnL of everything that is known.</summary>
    public required decimal PartialTotal { get; init; }

    /// <summary>What is missing, each in words.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Net totals by settle asset, before conversion.</summary>
    public required IReadOnlyDictionary<string, decimal> TotalsBySettle { get; init; }

    /// <summary>Ledgers, by instrument then account; money in their own settle currency.</summary>
    public required IReadOnlyList<PositionView> Positions { get; init; }

    /// <summary>Risk by all methods, or the reason why there is none; the version of the rates is always 0.</summary>
    public required RiskView Risk { get; init; }

    /// <summary>Makes a report of a view without epoch and versions, which depend on how often the view was computed.</summary>
    public static PortfolioReport From(PortfolioView view, RiskView risk)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(risk);
        return new()
        {
            Portfolio = view.Portfolio,
            AsOf = view.AsOf,
            Currency = view.Currency,
            Complete = view.Complete,
            Realized = view.Realized,
            Unrealized = view.Unrealized,
            Fees = view.Fees,
            Funding = view.Funding,
            Total = view.Total,
            Attribution = view.Attribution,
            PartialTotal = view.PartialTotal,
            Missing = view.Missing,
            TotalsBySettle = view.TotalsBySettle,
            Positions = view.Positions,
            Risk = risk with { FxVersion = 0 },
        };
    }
}
