using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>Decides which events may be booked, comparing each with the booked ones and those before it in the list. Changes nothing.</summary>
/// <param name="terms">Contract terms in force.</param>
/// <param name="keys">Keys of booked events.</param>
/// <param name="fills">Fills of the window, by key.</param>
/// <param name="stamps">Range of accepted venue times.</param>
internal sealed class EventValidator(Instrument terms, KeyIndex keys, IReadOnlyDictionary<EventKey, LedgerEntry> fills, StampRange stamps)
{
    private readonly Dictionary<KeyHash, long> _staged = [];
    private readonly List<(KeyHash Key, long Digest)> _booked = [];

    /// <summary>Decides on events in the order given.</summary>
    /// <param name="events">The events.</param>
    /// <param name="bound">Bound of the sums of the booked events.</param>
    internal PreparedEvents Validate(IReadOnlyList<LedgerEvent> events, Magnitude bound)
    {
        ArgumentNullException.ThrowIfNull(events);
        var entries = new (LedgerEvent, FillOutcome, string?)[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            var (outcome, reason) = Validate(events[i], ref bound);
            entries[i] = (events[i], outcome, reason);
        }

        return new(entries, _booked);
    }

    private (FillOutcome Outcome, string? Reason) Validate(LedgerEvent ledgerEvent, ref Magnitude bound)
    {
        if (ledgerEvent.Fault() is { } fault)
        {
            return (FillOutcome.Refused, fault);
        }

        if (ledgerEvent.Instrument != terms.Id)
        {
            return (FillOutcome.Refused, $"{ledgerEvent.Name}: instrument {ledgerEvent.Instrument} is not {terms.Id}");
        }

        if (ledgerEvent is TermsChange change && (terms with { Multiplier = change.Multiplier }).Fault() is { } impossible)
        {
            return (FillOutcome.Refused, $"{change.Name}: {impossible}");
        }

        var (key, digest) = (ledgerEvent.Key.Hash(), ledgerEvent.PayloadDigest());
        if ((keys.Find(key) ?? (_staged.TryGetValue(key, out var first) ? first : null)) is { } known)
        {
            return known == digest
                ? (FillOutcome.Duplicate, null)
                : (FillOutcome.Conflict, $"{ledgerEvent.Name}: account {ledgerEvent.Account} has a different one with this {(ledgerEvent is Fill or FillVoid ? "id and side" : "key")}; the first is kept");
        }

        if (stamps.Floor is { } floor && BelowFloor(ledgerEvent, floor) is { } below)
        {
            return (FillOutcome.TooOld, below);
        }

        if (ledgerEvent.VenueTime < stamps.From)
        {
            return (FillOutcome.TooOld, $"{ledgerEvent.Name}: {ledgerEvent.VenueTime} is before {stamps.From}, where keys are no longer kept; import it");
        }

        if (ledgerEvent.VenueTime > stamps.To)
        {
            return (FillOutcome.InFuture, $"{ledgerEvent.Name}: {ledgerEvent.VenueTime} is after {stamps.To}, which is as far ahead as clocks may differ");
        }

        if (bound.Fault(ledgerEvent, terms.Kind) is { } tooLarge)
        {
            return (FillOutcome.Refused, tooLarge);
        }

        bound = bound.With(ledgerEvent, terms.Kind);
        _staged.Add(key, digest);
        _booked.Add((key, digest));
        return (FillOutcome.Recorded, null);
    }

    private string? BelowFloor(LedgerEvent ledgerEvent, Instant floor) =>
        ledgerEvent is FillVoid item ? (fills.ContainsKey(item.FillKey) ? null : item.FaultBelow(floor))
        : ledgerEvent.VenueTime <= floor ? $"{ledgerEvent.Name}: {ledgerEvent.VenueTime} is not after {floor}, up to which only a checkpoint is kept; book an adjustment"
        : null;
}
