using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Markouts;

/// <summary>Passes booked fills and their annotations to the markouts.</summary>
internal static class MarkoutFills
{
    internal static void Add(MarkoutTracker markouts, LedgerEntry entry, InstrumentLedgers ledgers)
    {
        if (entry.Event is not Fill fill)
        {
            return;
        }

        markouts.Add(new()
        {
            Number = entry.Number,
            Portfolio = fill.Portfolio,
            Account = fill.Account,
            Side = fill.Side,
            Liquidity = fill.Liquidity,
            Price = fill.Price,
            Quantity = fill.Quantity,
            Contract = ledgers.ContractAt(entry.Position),
            VenueTime = fill.VenueTime,
        });
    }

    /// <summary>Updates markouts for a booked event: a fill adds its markouts, a void removes them.</summary>
    internal static void Update(FoldedLedgers state, LedgerEvent booked, long number)
    {
        if (booked is Fill && state.Ledgers.Find(number) is { } entry)
        {
            Add(state.Markouts, entry, state.Ledgers);
            if (entry.IsVoided)
            {
                state.Markouts.Void(number);
            }
        }
        else if (booked is FillVoid fillVoid && state.Ledgers.FindFill(fillVoid.FillKey) is { IsVoided: true } voided && !state.Markouts.Void(voided.Number))
        {
            // The fill's markouts are only in the sums, so removing them needs the fill's entries in the journal.
            state.Ledgers.RequireRebuild();
        }
    }

    internal static void Apply(MarkoutTracker markouts, in Annotation annotation)
    {
        switch (annotation.Kind)
        {
            case AnnotationKind.Mid or AnnotationKind.GridMid or AnnotationKind.NoMid:
                markouts.ApplyMidAtFill(annotation.Number, annotation.Value);
                break;
            case AnnotationKind.Markout:
                markouts.ApplyMid(annotation.Number, annotation.Horizon, new(annotation.Value, annotation.IsThinnedHorizon));
                break;
        }
    }
}
