using Ballast.Domain;
using Ballast.Domain.Pnl.Fx;
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
