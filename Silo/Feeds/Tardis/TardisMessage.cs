using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>What one text from Tardis turned out to be.</summary>
internal enum MessageOutcome
{
    /// <summary>An event.</summary>
    Event,

    /// <summary>A known type that nothing uses, or a book that another form of it describes better.</summary>
    Unused,

    /// <summary>A type that Tardis is not known to send.</summary>
    UnknownType,

    /// <summary>Not a message, or one that cannot be used.</summary>
    Fault,
}

/// <summary>One decoded normalized message.</summary>
/// <param name="Outcome">Which of the other members hold something.</param>
/// <param name="Instrument">As received; parts that the message lacks are empty.</param>
/// <param name="Type">Its type; empty when it has none.</param>
/// <param name="Event">The event; <see langword="null"/> unless it is one.</param>
/// <param name="Reason">What is wrong; <see langword="null"/> unless it is a fault or an unknown type.</param>
/// <param name="Form">How it describes a book; the default when it describes none.</param>
internal readonly record struct TardisMessage(
    MessageOutcome Outcome, InstrumentId Instrument, string Type, MarketEvent? Event, string? Reason, BookForm Form = default);
