using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Inventory.Ledgers.Losses;

/// <summary>Acknowledged events that an activation still has in memory, with what is known of its fills. They are stored again if the store loses them.</summary>
/// <param name="Terms">Contract terms before the first of the events.</param>
/// <param name="Policy">Policy that the markouts follow.</param>
/// <param name="Events">The events: those of the window in canonical order, then every void.</param>
/// <param name="Folded">Number of older events, which are in memory only as sums.</param>
internal sealed record RememberedEvents(Instrument Terms, LedgerPolicy Policy, IReadOnlyList<LedgerEvent> Events, long Folded)
{
    private readonly Dictionary<EventKey, LedgerEntry> _known = [];

    private MarkoutTracker Markouts { get; init; } = null!;

    internal static RememberedEvents Of(FoldedLedgers folded)
    {
        var (start, window) = (folded.Ledgers.Base(), folded.Ledgers.Window);
        var remembered = new RememberedEvents(
            start.State.Terms,
            folded.Policy,
            [.. window.Select(entry => entry.Event), .. start.AppliedVoids, .. start.OpenVoids],
            start.State.Events) { Markouts = folded.Markouts };
        foreach (var entry in window.Where(entry => entry.Event is Fill))
        {
            remembered._known[entry.Event.Key] = entry;
        }

        return remembered;
    }

    /// <summary>Mids, fee rates and mids at horizons of events that were booked again, which may no longer be found a second time.</summary>
    /// <remarks>The horizons only of the newest fills and of those with a pending one; the markouts of older fills were only in the sums.</remarks>
    /// <param name="booked">Events, in the order in which they were booked.</param>
    /// <param name="first">Journal number of the first.</param>
    internal IReadOnlyList<Annotation> Annotations(IReadOnlyList<LedgerEvent> booked, long first)
    {
        var found = new List<Annotation>();
        for (var i = 0; i < booked.Count; i++)
        {
            if (!_known.TryGetValue(booked[i].Key, out var entry))
            {
                continue;
            }

            if (MidKind(entry.Facts.Knowledge) is { } kind)
            {
                found.Add(new(first + i, kind, entry.Facts.Knowledge == MidKnowledge.Thinned ? Annotation.ThinnedMid : 0, entry.Facts.Mid));
            }

            if (entry.Facts.FeeRate is { } rate)
            {
                found.Add(new(first + i, AnnotationKind.FeeRate, entry.Facts.FeeRateIndex, rate));
            }
            else if (entry.NoFeeRate)
            {
                found.Add(new(first + i, AnnotationKind.NoFeeRate, 0, null));
            }

            found.AddRange(Markouts.FinalMids(entry.Number).Select(
                final => new Annotation(first + i, AnnotationKind.Markout, final.Horizon + (final.Mid.IsThinned ? Annotation.ThinnedHorizon : 0), final.Mid.Mid)));
        }

        return found;
    }

    private static AnnotationKind? MidKind(MidKnowledge knowledge) => knowledge switch
    {
        MidKnowledge.Exact or MidKnowledge.Thinned => AnnotationKind.Mid,
        MidKnowledge.Grid => AnnotationKind.GridMid,
        MidKnowledge.None => AnnotationKind.NoMid,
        _ => null,
    };
}
