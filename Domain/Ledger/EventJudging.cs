namespace Ballast.Domain.Ledger;

/// <content>What of events may be booked. Nothing here changes a ledger.</content>
public sealed partial class InstrumentLedgers
{
    /// <summary>Judges events in the order given, each against what is booked and against those before it in the list.</summary>
    public PreparedEvents Prepare(IReadOnlyList<LedgerEvent> events, StampRange stamps)
    {
        ArgumentNullException.ThrowIfNull(events);
        var entries = new (LedgerEvent, FillOutcome, string?)[events.Count];
        var staged = new Dictionary<KeyHash, long>();
        var keys = new List<(KeyHash, long)>(events.Count);
        var bound = magnitude;
        for (var i = 0; i < events.Count; i++)
        {
            var (outcome, reason) = Judge(events[i], stamps, staged, keys, ref bound);
            entries[i] = (events[i], outcome, reason);
        }

        return new(entries, keys);
    }

    private (FillOutcome Outcome, string? Reason) Judge(
        LedgerEvent ledgerEvent, StampRange stamps, Dictionary<KeyHash, long> staged, List<(KeyHash Key, long Digest)> keys, ref Magnitude bound)
    {
        if (ledgerEvent.Fault() is { } fault)
        {
            return (FillOutcome.Refused, fault);
        }

        if (ledgerEvent.Instrument != Terms.Id)
        {
            return (FillOutcome.Refused, $"{ledgerEvent.Name}: instrument {ledgerEvent.Instrument} is not {Terms.Id}");
        }

        if (ledgerEvent is TermsChange change && (Terms with { Multiplier = change.Multiplier }).Fault() is { } impossible)
        {
            return (FillOutcome.Refused, $"{change.Name}: {impossible}");
        }

        var (key, digest) = (ledgerEvent.Key.Hash(), ledgerEvent.PayloadDigest());
        if ((Keys.Find(key) ?? (staged.TryGetValue(key, out var first) ? first : null)) is { } known)
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

        if (bound.Fault(ledgerEvent, Terms.Kind) is { } tooLarge)
        {
            return (FillOutcome.Refused, tooLarge);
        }

        bound = bound.With(ledgerEvent, Terms.Kind);
        staged.Add(key, digest);
        keys.Add((key, digest));
        return (FillOutcome.Recorded, null);
    }

    private string? BelowFloor(LedgerEvent ledgerEvent, Instant floor) =>
        ledgerEvent is FillVoid taken ? (fills.ContainsKey(taken.FillKey) ? null : taken.FaultBelow(floor))
        : ledgerEvent.VenueTime <= floor ? $"{ledgerEvent.Name}: {ledgerEvent.VenueTime} is not after {floor}, up to which only a checkpoint is kept; book an adjustment"
        : null;
}
