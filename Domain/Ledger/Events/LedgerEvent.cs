using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger.Events;

/// <summary>Kinds of ledger events, numbered in their order within one venue time and sequence. The numbers are stored: never change them.</summary>
public enum EventKind
{
    /// <summary>Contract terms change; <see cref="Ballast.Domain.Ledger.Events.TermsChange"/>.</summary>
    TermsChange = 0,

    /// <summary>Inventory changes without a trade; <see cref="Ballast.Domain.Ledger.Events.Adjustment"/>.</summary>
    Adjustment = 1,

    /// <summary>An execution; <see cref="Ballast.Domain.Ledger.Events.Fill"/>.</summary>
    Fill = 2,

    /// <summary>Funding paid or received; <see cref="Ballast.Domain.Ledger.Events.FundingPayment"/>.</summary>
    Funding = 3,

    /// <summary>Expiry; <see cref="Ballast.Domain.Ledger.Events.Settlement"/>.</summary>
    Settlement = 4,

    /// <summary>The venue cancels a fill; <see cref="Ballast.Domain.Ledger.Events.FillVoid"/>.</summary>
    FillVoid = 5,
}

/// <summary>An event that changes the ledgers of one instrument.</summary>
/// <remarks>
/// Two events with the same <see cref="Key"/> are the same event: with equal payload the second is a duplicate, with another payload
/// a conflict; in both cases the first is kept. The portfolio belongs to the payload, not to the key.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.ledger-event")]
public abstract record LedgerEvent
{
    private const int MaxText = 256;
    private const int MaxNote = 1_024;

    /// <summary>Instrument whose ledgers it changes.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Venue account, e.g. a sub-account name; empty for events of the whole instrument.</summary>
    [Id(1)] public required string Account { get; init; }

    /// <summary>Portfolio the event belongs to; empty for events of the whole instrument.</summary>
    [Id(2)] public required string Portfolio { get; init; }

    /// <summary>Time of the event on the venue's clock.</summary>
    [Id(3)] public required Instant VenueTime { get; init; }

    /// <summary>The venue's order of events within one time; 0 when it gives none.</summary>
    [Id(4)] public long VenueSequence { get; init; }

    /// <summary>Kind of the event.</summary>
    public abstract EventKind Kind { get; }

    /// <summary>Identity, by which repeated events are recognised.</summary>
    public abstract EventKey Key { get; }

    /// <summary>Name in messages, e.g. <c>fill 4711</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Why the event is invalid for any instrument; <see langword="null"/> when it is valid.</summary>
    public string? Fault() =>
        OwnFault()
        ?? (string.IsNullOrEmpty(Instrument.Exchange) || string.IsNullOrEmpty(Instrument.Symbol) ? $"{Name}: instrument is missing"
        : Account is null || (!IsOfInstrument && string.IsNullOrWhiteSpace(Account)) ? $"{Name}: account is missing"
        : Portfolio is null || (!IsOfInstrument && string.IsNullOrWhiteSpace(Portfolio)) ? $"{Name}: portfolio is missing"
        : Account.Length > MaxText || Portfolio.Length > MaxText || Key.Id.Length > MaxText
            ? $"{Name}: account, portfolio and id may be {MaxText} characters long"
        : !IsUnicode(Account) || !IsUnicode(Portfolio) || !IsUnicode(Key.Id) ? $"{Name}: account, portfolio and id must be Unicode text"
        : !VenueTime.IsInRange ? $"{Name}: venue time {VenueTime.Micros} is not in microseconds from 1970 to 9999"
        : null);

    /// <summary>Whether the event concerns the whole instrument and so every ledger.</summary>
    public bool IsOfInstrument => Kind is EventKind.TermsChange or EventKind.Settlement;

    /// <summary>Digest of the payload; equal for equal events, even when their numbers differ in scale.</summary>
    public long PayloadDigest()
    {
        var digest = new StateDigest().Add(Portfolio).Add(VenueTime.Micros).Add(VenueSequence);
        AddPayload(digest);
        return digest.ToLong();
    }

    /// <summary>Why a name or id is too long to be journaled; <see langword="null"/> when it is not.</summary>
    private protected string? TooLong(string member, string? text) => LongerThan(MaxText, member, text);

    /// <summary>Why a free text is too long to be journaled; <see langword="null"/> when it is not.</summary>
    private protected string? NoteTooLong(string member, string? text) => LongerThan(MaxNote, member, text);

    private string? LongerThan(int most, string member, string? text) =>
        text?.Length > most ? $"{Name}: {member} is {text.Length} characters long, of {most}"
        : text is not null && !IsUnicode(text) ? $"{Name}: {member} must be Unicode text"
        : null;

    /// <summary>Whether a text can be written as UTF-8. Half of a surrogate pair is stored as a replacement character, and two ids would become one.</summary>
    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Why the members specific to this kind are invalid; <see langword="null"/> when they are valid.</summary>
    private protected abstract string? OwnFault();

    /// <summary>Adds all members specific to this kind that are not part of the key.</summary>
    private protected abstract void AddPayload(StateDigest digest);
}

/// <summary>Identity of an event within its instrument.</summary>
/// <param name="Kind">Kind of event.</param>
/// <param name="Account">Venue account.</param>
/// <param name="Id">The venue's id, or the venue time in microseconds for kinds identified by time.</param>
/// <param name="Detail">Side of a fill or void, because some venues give both fills of a position flip the same id; source of funding; otherwise 0.</param>
[GenerateSerializer, Immutable, Alias("ballast.event-key")]
public readonly record struct EventKey(
    [property: Id(0)] EventKind Kind, [property: Id(1)] string Account, [property: Id(2)] string Id, [property: Id(3)] int Detail)
{
    /// <summary>Short hash that stands for the key where memory matters.</summary>
    public KeyHash Hash() => new StateDigest().Add((int)Kind).Add(Account).Add(Id).Add(Detail).ToKeyHash();
}
