namespace Ballast.Domain.Ledger.Events;

/// <summary>Position of an event in the canonical order: venue time, venue sequence, kind, then key, compared ordinally.</summary>
/// <remarks>Only events with the same key compare equal, so the order is total and does not depend on the order of arrival.</remarks>
/// <param name="Time">Venue time.</param>
/// <param name="Sequence">Venue sequence.</param>
/// <param name="Key">Identity of the event.</param>
public readonly record struct EventPosition(Instant Time, long Sequence, EventKey Key) : IComparable<EventPosition>
{
    /// <summary>The position of an event.</summary>
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
