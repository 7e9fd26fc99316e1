namespace Ballast.Domain.Ledger;

/// <summary>Place in the canonical order of events: venue time, venue sequence, kind, then the key by its bytes.</summary>
/// <remarks>Only events with the same key compare equal, so the order is total whatever order they arrived in.</remarks>
/// <param name="Time">Venue time.</param>
/// <param name="Sequence">Venue sequence.</param>
/// <param name="Key">Identity.</param>
public readonly record struct EventPosition(Instant Time, long Sequence, EventKey Key) : IComparable<EventPosition>
{
    /// <summary>Where an event stands.</summary>
    public static EventPosition Of(LedgerEvent ledgerEvent)
    {
        ArgumentNullException.ThrowIfNull(ledgerEvent);
        return new(ledgerEvent.VenueTime, ledgerEvent.VenueSequence, ledgerEvent.Key);
    }

    /// <inheritdoc />
    public int CompareTo(EventPosition other)
    {
        var order = Time.CompareTo(other.Time);
        order = order != 0 ? order : Sequence.CompareTo(other.Sequence);
        order = order != 0 ? order : Key.Kind.CompareTo(other.Key.Kind);
        order = order != 0 ? order : string.CompareOrdinal(Key.Account, other.Key.Account);
        order = order != 0 ? order : string.CompareOrdinal(Key.Id, other.Key.Id);
        return order != 0 ? order : Key.Detail.CompareTo(other.Key.Detail);
    }

    /// <summary>Whether <paramref name="left"/> comes first.</summary>
    public static bool operator <(EventPosition left, EventPosition right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes last.</summary>
    public static bool operator >(EventPosition left, EventPosition right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come last.</summary>
    public static bool operator <=(EventPosition left, EventPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come first.</summary>
    public static bool operator >=(EventPosition left, EventPosition right) => left.CompareTo(right) >= 0;
}
