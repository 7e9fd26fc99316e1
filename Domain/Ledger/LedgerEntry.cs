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

/// <summary>An entry of the window as a snapshot keeps it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Number">Number of its journal entry.</param>
/// <param name="Facts">What is known of the fill's moment.</param>
/// <param name="NoFeeRate">Whether it is settled that no rate for the fee will be found.</param>
/// <param name="IsVoided">Whether a void has taken the fill back.</param>
[GenerateSerializer, Immutable, Alias("ballast.kept-entry")]
public readonly record struct KeptEntry(
    [property: Id(0)] LedgerEvent Event,
    [property: Id(1)] long Number,
    [property: Id(2)] FillFacts Facts,
    [property: Id(3)] bool NoFeeRate,
    [property: Id(4)] bool IsVoided)
{
    /// <summary>What there is to keep of an entry.</summary>
    public static KeptEntry Of(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(entry.Event, entry.Number, entry.Facts, entry.NoFeeRate, entry.IsVoided);
    }
}
