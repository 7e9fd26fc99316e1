using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Inventory;

/// <summary>Hands booked fills and what the journal says of them to the markouts.</summary>
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

    internal static void Apply(MarkoutTracker markouts, in Annotation annotation)
    {
        switch (annotation.Kind)
        {
            case AnnotationKind.Mid or AnnotationKind.GridMid or AnnotationKind.NoMid:
                markouts.ApplyMidAtFill(annotation.Number, annotation.Value);
                break;
            case AnnotationKind.Markout:
                markouts.ApplyMid(annotation.Number, annotation.Index, annotation.Value);
                break;
        }
    }
}
