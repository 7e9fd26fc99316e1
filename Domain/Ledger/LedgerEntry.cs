namespace Ballast.Domain.Ledger;

/// <summary>A booked event with what has become known of it since. Belongs to one <see cref="InstrumentLedgers"/>.</summary>
public sealed class LedgerEntry
{
    internal LedgerEntry(LedgerEvent ledgerEvent, long number)
    {
        Event = ledgerEvent;
        Number = number;
        Position = EventPosition.Of(ledgerEvent);
    }

    /// <summary>The event.</summary>
    public LedgerEvent Event { get; }

    /// <summary>Number of its journal entry, counted over all segments.</summary>
    public long Number { get; }

    /// <summary>Place in the canonical order.</summary>
    public EventPosition Position { get; }

    /// <summary>What is known of the fill's moment; the default for other events.</summary>
    public FillFacts Facts { get; internal set; }

    /// <summary>Whether it is settled that no rate for the fee will be found.</summary>
    public bool NoFeeRate { get; internal set; }

    /// <summary>Whether a void has taken the fill back.</summary>
    public bool IsVoided { get; internal set; }
}
