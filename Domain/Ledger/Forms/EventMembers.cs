using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Forms;

/// <summary>
/// Every member of every kind of ledger event, in one row each: journal entries, lines of an export, checkpoints and fill files
/// are all written and read through these rows.
/// </summary>
/// <remarks>
/// To add a member to an event, declare it in the event's type and give it a row here. Every form then has it, and a member of a new type does
/// not compile until each form handles that type. Rows are in the order in which they are stored, so add a new one at the end.
/// </remarks>
public static class EventMembers
{
    private static readonly ChoiceWords Sides = new(((int)Side.Buy, "buy"), ((int)Side.Sell, "sell"));

    private static readonly ChoiceWords Liquidities =
        new(((int)LiquiditySide.Unknown, "unknown"), ((int)LiquiditySide.Maker, "maker"), ((int)LiquiditySide.Taker, "taker"));

    private static readonly ChoiceWords Sources =
        new(((int)FundingSource.Rate, "rate"), ((int)FundingSource.Venue, "venue"), ((int)FundingSource.Missing, "missing"));

    private static readonly ChoiceWords Reasons = new(
        ((int)AdjustmentReason.Transfer, "transfer"), ((int)AdjustmentReason.OpeningBalance, "opening_balance"),
        ((int)AdjustmentReason.Rebooking, "rebooking"), ((int)AdjustmentReason.Reconciliation, "reconciliation"));

    /// <summary>Passes an event through a form, member by member.</summary>
    /// <param name="form">Writes the event, or reads one.</param>
    /// <param name="kind">Kind of event.</param>
    /// <param name="instrument">Instrument of the event, which forms keep elsewhere.</param>
    /// <param name="item">The event to write; <see langword="null"/> to read one.</param>
    /// <returns>The event that was read, or one equal to the event written.</returns>
    public static LedgerEvent Pass(IEventForm form, EventKind kind, InstrumentId instrument, LedgerEvent? item) => kind switch
    {
        EventKind.Fill => PassFill(form, instrument, (Fill?)item),
        EventKind.FillVoid => PassVoid(form, instrument, (FillVoid?)item),
        EventKind.Funding => PassFunding(form, instrument, (FundingPayment?)item),
        EventKind.Adjustment => PassAdjustment(form, instrument, (Adjustment?)item),
        EventKind.Settlement => PassSettlement(form, instrument, (Settlement?)item),
        EventKind.TermsChange => PassTermsChange(form, instrument, (TermsChange?)item),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind of event is unknown."),
    };

    /// <summary>The members of a kind of event, in the order of their rows.</summary>
    public static IReadOnlyList<DescribedMember> Of(EventKind kind)
    {
        var description = new EventDescription();
        Pass(description, kind, default, null);
        return description.Members;
    }

    /// <summary>Passes a fill through a form.</summary>
    public static Fill PassFill(IEventForm form, InstrumentId instrument, Fill? item)
    {
        ArgumentNullException.ThrowIfNull(form);
        var head = Head.Pass(form, EventKind.Fill, item);
        return new()
        {
            Instrument = instrument, Account = head.Account, Portfolio = head.Portfolio, VenueTime = head.Time, VenueSequence = head.Sequence,
            TradeId = form.Text(new('i', "id"), item?.TradeId),
            Side = (Side)form.Choice(new('s', "side"), Sides, (int?)item?.Side),
            Price = form.Number(new('p', "price"), item?.Price),
            Quantity = form.Number(new('q', "amount"), item?.Quantity),
            Fee = form.OptionalNumber(new('e', "fee"), item is null or { Fee: { Scale: 0 } and 0m } ? null : item.Fee) ?? 0m,
            FeeAsset = form.OptionalText(new('x', "fee_asset"), item?.FeeAsset),
            FeeRate = form.OptionalNumber(new('y', "fee_rate") { IsInFillFiles = false }, item?.FeeRate),
            Liquidity = (LiquiditySide)(form.OptionalChoice(new('l', "liquidity"), Liquidities, item is null or { Liquidity: LiquiditySide.Unknown } ? null : (int)item.Liquidity) ?? 0),
            OrderId = form.OptionalText(new('r', "order_id"), item?.OrderId),
        };
    }

    /// <summary>Passes a void through a form.</summary>
    public static FillVoid PassVoid(IEventForm form, InstrumentId instrument, FillVoid? item)
    {
        ArgumentNullException.ThrowIfNull(form);
        var head = Head.Pass(form, EventKind.FillVoid, item);
        return new()
        {
            Instrument = instrument, Account = head.Account, Portfolio = head.Portfolio, VenueTime = head.Time, VenueSequence = head.Sequence,
            TradeId = form.Text(new('i', "id"), item?.TradeId),
            Side = (Side)form.Choice(new('s', "side"), Sides, (int?)item?.Side),
            Reason = form.OptionalText(new('r', "reason"), item?.Reason),
            FillTime = form.OptionalTime(new('f', "fill_timestamp"), item?.FillTime),
            Price = form.OptionalNumber(new('p', "price"), item?.Price),
            Quantity = form.OptionalNumber(new('q', "amount"), item?.Quantity),
        };
    }

    private static FundingPayment PassFunding(IEventForm form, InstrumentId instrument, FundingPayment? item)
    {
        var head = Head.Pass(form, EventKind.Funding, item);
        return new()
        {
            Instrument = instrument, Account = head.Account, Portfolio = head.Portfolio, VenueTime = head.Time, VenueSequence = head.Sequence,
            Source = (FundingSource)form.Choice(new('o', "source"), Sources, (int?)item?.Source),
            Rate = form.OptionalNumber(new('y', "rate"), item?.Rate),
            Mark = form.OptionalNumber(new('m', "mark"), item?.Mark),
            Amount = form.OptionalNumber(new('v', "amount"), item?.Amount),
            FundingId = form.OptionalText(new('i', "id"), item?.FundingId),
        };
    }

    private static Adjustment PassAdjustment(IEventForm form, InstrumentId instrument, Adjustment? item)
    {
        var head = Head.Pass(form, EventKind.Adjustment, item);
        return new()
        {
            Instrument = instrument, Account = head.Account, Portfolio = head.Portfolio, VenueTime = head.Time, VenueSequence = head.Sequence,
            AdjustmentId = form.Text(new('i', "id"), item?.AdjustmentId),
            Price = form.Number(new('p', "price"), item?.Price),
            Quantity = form.Number(new('q', "amount"), item?.Quantity),
            Reason = (AdjustmentReason)form.Choice(new('c', "reason"), Reasons, (int?)item?.Reason),
            Provenance = form.OptionalText(new('r', "provenance"), item?.Provenance),
        };
    }

    private static Settlement PassSettlement(IEventForm form, InstrumentId instrument, Settlement? item)
    {
        var head = Head.Pass(form, EventKind.Settlement, item);
        return new()
        {
            Instrument = instrument, Account = head.Account, Portfolio = head.Portfolio, VenueTime = head.Time, VenueSequence = head.Sequence,
            Price = form.Number(new('p', "price"), item?.Price),
        };
    }

    private static TermsChange PassTermsChange(IEventForm form, InstrumentId instrument, TermsChange? item)
    {
        var head = Head.Pass(form, EventKind.TermsChange, item);
        return new()
        {
            Instrument = instrument, Account = head.Account, Portfolio = head.Portfolio, VenueTime = head.Time, VenueSequence = head.Sequence,
            Multiplier = form.Number(new('m', "multiplier"), item?.Multiplier),
        };
    }

    /// <summary>Members that every event begins with.</summary>
    private readonly record struct Head(string Account, string Portfolio, Instant Time, long Sequence)
    {
        internal static Head Pass(IEventForm form, EventKind kind, LedgerEvent? item) => new(
            form.Owner(new('a', "account"), kind, item?.Account),
            form.Owner(new('b', "portfolio"), kind, item?.Portfolio),
            form.Time(new('t', "timestamp"), item?.VenueTime),
            form.Sequence(new('n', "sequence"), kind, item?.VenueSequence));
    }
}
