using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;
using Ballast.Domain.Pnl;
using Ballast.Grains.Interfaces;
using Ballast.Silo.Feeds;
using Ballast.Silo.Paper;

namespace Ballast.Silo.Replay;

/// <summary>What a replay ends with. It holds no wall-clock figure: the same input gives the same bytes.</summary>
public sealed record ReplayReport
{
    /// <summary>Arrival of the first event; <see langword="null"/> when there was none.</summary>
    public required Instant? From { get; init; }

    /// <summary>Arrival of the last event.</summary>
    public required Instant? To { get; init; }

    /// <summary>Messages read, used or not.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages that arrived before the one ahead of them in their file, by their own stamp.</summary>
    public required long StepsBack { get; init; }

    /// <summary>Snapshots and quotes left out because a better form of their book had come.</summary>
    public required long Superseded { get; init; }

    /// <summary>Messages that concern a whole exchange, such as a disconnect, by exchange and type; each instrument counts them among its book messages.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> ExchangeMessages { get; init; }

    /// <summary>By instrument.</summary>
    public required IReadOnlyList<InstrumentReport> Instruments { get; init; }

    /// <summary>By portfolio.</summary>
    public required IReadOnlyList<PortfolioReport> Portfolios { get; init; }

    /// <summary>Rates used throughout.</summary>
    public required IReadOnlyList<FxQuote> FxRates { get; init; }

    /// <summary>What became of the fills of <c>--fills</c>; empty without any.</summary>
    public required IReadOnlyDictionary<string, long> Fills { get; init; }

    /// <summary>Fills of the paper maker with the quote and trade behind each; <see langword="null"/> without a maker.</summary>
    public required IReadOnlyList<PaperFill>? PaperFills { get; init; }

    /// <summary>Input that could not be used.</summary>
    public required FaultReport Faults { get; init; }
}

/// <summary>Faults of the input.</summary>
/// <param name="Count">All of them.</param>
/// <param name="First">The first 100.</param>
public sealed record FaultReport(long Count, IReadOnlyList<InputFault> First);

/// <summary>One instrument at the end of a replay.</summary>
public sealed record InstrumentReport
{
    /// <summary>Which one.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Messages read, by Tardis type, used or not.</summary>
    public required IReadOnlyDictionary<string, long> Messages { get; init; }

    /// <summary>Messages that reached the book, by type.</summary>
    public required IReadOnlyDictionary<string, long> BookMessages { get; init; }

    /// <summary>Levels applied from book changes, removals of unknown levels included.</summary>
    public required long LevelsApplied { get; init; }

    /// <summary>Book changes dropped because no snapshot had come before them.</summary>
    public required long IgnoredBeforeSnapshot { get; init; }

    /// <summary>Stamps more than 10 s from arrival, replaced by it.</summary>
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
    /// <summary>Which one.</summary>
    public required string Portfolio { get; init; }

    /// <summary>Newest venue time that went into it.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>Asset of the money figures of this level.</summary>
    public required string Currency { get; init; }

    /// <summary>Whether every member answered.</summary>
    public required bool Complete { get; init; }

    /// <summary>Realised profit; <see langword="null"/> when something is missing.</summary>
    public required decimal? Realized { get; init; }

    /// <summary>Unrealised profit.</summary>
    public required decimal? Unrealized { get; init; }

    /// <summary>Fees less rebates.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received less paid.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Net PnL.</summary>
    public required decimal? Total { get; init; }

    /// <summary>Where the total comes from; its parts sum to it.</summary>
    public required PnlAttribution? Attribution { get; init; }

    /// <summary>Net PnL of what is known.</summary>
    public required decimal PartialTotal { get; init; }

    /// <summary>What is missing, each in words.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Net totals by settle asset, before conversion.</summary>
    public required IReadOnlyDictionary<string, decimal> TotalsBySettle { get; init; }

    /// <summary>Ledgers, by instrument then account; money in their own settle currency.</summary>
    public required IReadOnlyList<PositionView> Positions { get; init; }

    /// <summary>Risk by all methods, or why there is none; the version of the rates is left at 0.</summary>
    public required RiskView Risk { get; init; }

    /// <summary>A view without what depends on how often it was computed: epoch and versions.</summary>
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
