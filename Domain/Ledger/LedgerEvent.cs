using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Kinds of ledger events, in their order at one venue time and sequence. Part of stored data: never renumber.</summary>
public enum EventKind
{
    /// <summary>Contract terms change; <see cref="Ballast.Domain.Ledger.TermsChange"/>.</summary>
    TermsChange = 0,

    /// <summary>Inventory moves without a trade; <see cref="Ballast.Domain.Ledger.Adjustment"/>.</summary>
    Adjustment = 1,

    /// <summary>An execution; <see cref="Ballast.Domain.Ledger.Fill"/>.</summary>
    Fill = 2,

    /// <summary>Funding paid or received; <see cref="Ballast.Domain.Ledger.Funding"/>.</summary>
    Funding = 3,

    /// <summary>Expiry; <see cref="Ballast.Domain.Ledger.Settlement"/>.</summary>
    Settlement = 4,

    /// <summary>A fill that the venue has taken back; <see cref="Ballast.Domain.Ledger.FillVoid"/>.</summary>
    FillVoid = 5,
}

/// <summary>Something that changes the ledgers of one instrument.</summary>
/// <remarks>
/// Two events with the same <see cref="Key"/> are the same event: an equal one is a duplicate and ignored, a different one
/// is a conflict and the first is kept. The portfolio is payload, not key.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.ledger-event")]
public abstract record LedgerEvent
{
    private const int MaxText = 256;
    private const int MaxNote = 1_024;

    /// <summary>What was traded.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Venue account, e.g. a sub-account name; empty for events of the whole instrument.</summary>
    [Id(1)] public required string Account { get; init; }

    /// <summary>Portfolio the event belongs to; empty for events of the whole instrument.</summary>
    [Id(2)] public required string Portfolio { get; init; }

    /// <summary>The venue's clock.</summary>
    [Id(3)] public required Instant VenueTime { get; init; }

    /// <summary>The venue's own order within one time; 0 when it gives none.</summary>
    [Id(4)] public long VenueSequence { get; init; }

    /// <summary>Which kind this is.</summary>
    public abstract EventKind Kind { get; }

    /// <summary>Identity for de-duplication.</summary>
    public abstract EventKey Key { get; }

    /// <summary>How messages name it, e.g. <c>fill 4711</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What makes this event impossible to book whatever the instrument, or <see langword="null"/>.</summary>
    public string? Fault() =>
        OwnFault()
        ?? (string.IsNullOrEmpty(Instrument.Exchange) || string.IsNullOrEmpty(Instrument.Symbol) ? $"{Name}: instrument is missing"
        : Account is null || (!IsOfInstrument && string.IsNullOrWhiteSpace(Account)) ? $"{Name}: account is missing"
        : Portfolio is null || (!IsOfInstrument && string.IsNullOrWhiteSpace(Portfolio)) ? $"{Name}: portfolio is missing"
        : Account.Length > MaxText || Portfolio.Length > MaxText || Key.Id.Length > MaxText
            ? $"{Name}: account, portfolio and id may be {MaxText} characters long"
        : !VenueTime.IsInRange ? $"{Name}: venue time {VenueTime.Micros} is not in microseconds from 1970 to 9999"
        : null);

    /// <summary>Whether the event is the instrument's own and changes every ledger.</summary>
    public bool IsOfInstrument => Kind is EventKind.TermsChange or EventKind.Settlement;

    /// <summary>Digest of the payload; equal for equal events, whatever the scale their numbers are written with.</summary>
    public long PayloadDigest()
    {
        var digest = new StateDigest().Add(Portfolio).Add(VenueTime.Micros).Add(VenueSequence);
        AddPayload(digest);
        return digest.ToLong();
    }

    /// <summary>A text that must not be kept at any length: each event is journaled whole.</summary>
    private protected string? TooLong(string member, string? text, bool isNote = false) =>
        text?.Length > (isNote ? MaxNote : MaxText) ? $"{Name}: {member} is {text.Length} characters long, of {(isNote ? MaxNote : MaxText)}" : null;

    /// <summary>What is wrong with the members of the kind itself.</summary>
    private protected abstract string? OwnFault();

    /// <summary>Adds every member of the kind that is not part of the key.</summary>
    private protected abstract void AddPayload(StateDigest digest);
}

/// <summary>Identity of an event within its instrument.</summary>
/// <param name="Kind">Kind of event.</param>
/// <param name="Account">Venue account.</param>
/// <param name="Id">The venue's id, or the time where the time is the identity.</param>
/// <param name="Detail">Side of a fill or void (some venues give both fills of a flip one id), source of funding, else 0.</param>
[GenerateSerializer, Immutable, Alias("ballast.event-key")]
public readonly record struct EventKey(
    [property: Id(0)] EventKind Kind, [property: Id(1)] string Account, [property: Id(2)] string Id, [property: Id(3)] int Detail)
{
    /// <summary>Sixteen bytes that stand for the key where every byte counts.</summary>
    public KeyHash Hash() => new StateDigest().Add((int)Kind).Add(Account).Add(Id).Add(Detail).ToKeyHash();
}

/// <summary>First 128 bits of the SHA-256 of a key.</summary>
/// <param name="High">First eight bytes, big-endian.</param>
/// <param name="Low">Second eight bytes, big-endian.</param>
[GenerateSerializer, Immutable, Alias("ballast.key-hash")]
public readonly record struct KeyHash([property: Id(0)] ulong High, [property: Id(1)] ulong Low);
