using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Forms;

/// <summary>A form that ledger events are stored or exchanged in, e.g. a journal entry or a line of an export.</summary>
/// <remarks>
/// <see cref="EventMembers"/> calls it once for each member of an event, in order. A form that writes gets the values and
/// returns them; a form that reads gets <see langword="null"/> and returns the values it has read.
/// </remarks>
public interface IEventForm
{
    /// <summary>Account or portfolio; empty for events of the whole instrument.</summary>
    string Owner(EventMember member, EventKind kind, string? value);

    /// <summary>A time that every event of the kind has.</summary>
    Instant Time(EventMember member, Instant? value);

    /// <summary>A time that may be absent.</summary>
    Instant? OptionalTime(EventMember member, Instant? value);

    /// <summary>The venue's order within one time. Each form has its own default, which it leaves out.</summary>
    long Sequence(EventMember member, EventKind kind, long? value);

    /// <summary>A text that every event of the kind has.</summary>
    string Text(EventMember member, string? value);

    /// <summary>A text that may be absent, which is not the same as empty.</summary>
    string? OptionalText(EventMember member, string? value);

    /// <summary>A number that every event of the kind has; its scale is kept.</summary>
    decimal Number(EventMember member, decimal? value);

    /// <summary>A number that may be absent; its scale is kept.</summary>
    decimal? OptionalNumber(EventMember member, decimal? value);

    /// <summary>One of a few values that every event of the kind has.</summary>
    int Choice(EventMember member, ChoiceWords words, int? value);

    /// <summary>One of a few values, which may be absent.</summary>
    int? OptionalChoice(EventMember member, ChoiceWords words, int? value);
}
