using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>Result of decoding one text from Tardis.</summary>
internal enum MessageOutcome
{
    /// <summary>A message that became an event.</summary>
    Event,

    /// <summary>A message of a known type that is not used, or of a book that a better form describes.</summary>
    Unused,

    /// <summary>A message of an unknown type.</summary>
    UnknownType,

    /// <summary>A text that is not a message, or a message that cannot be used.</summary>
    Fault,
}

/// <summary>One decoded normalized message.</summary>
/// <param name="Outcome">The result, which says which other members are set.</param>
/// <param name="Instrument">The instrument as received; parts that the message lacks are empty.</param>
/// <param name="Type">The message's type; empty when it has none.</param>
/// <param name="Event">The event; <see langword="null"/> unless the outcome is <see cref="MessageOutcome.Event"/>.</param>
/// <param name="Reason">What is wrong; <see langword="null"/> unless the outcome is a fault or an unknown type.</param>
/// <param name="Form">How the message describes a book; the default when it does not.</param>
internal readonly record struct TardisMessage(
    MessageOutcome Outcome, InstrumentId Instrument, string Type, MarketEvent? Event, string? Reason, BookForm Form = default);
