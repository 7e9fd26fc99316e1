using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Folding;

/// <summary>A booked event with the facts found out about it since. Belongs to one <see cref="InstrumentLedgers"/>.</summary>
public sealed class LedgerEntry
{
    internal LedgerEntry(LedgerEvent ledgerEvent, long number)
    {
        Event = ledgerEvent;
        Number = number;
        Position = EventPosition.Of(ledgerEvent);
    }

    internal LedgerEntry(in KeptEntry kept)
        : this(kept.Event, kept.Number) => (Facts, NoFeeRate, IsVoided) = (kept.Facts, kept.NoFeeRate, kept.IsVoided);

    /// <summary>The event.</summary>
    public LedgerEvent Event { get; }

    /// <summary>Number of its journal entry, counted over all segments.</summary>
    public long Number { get; }

    /// <summary>Position in the canonical order.</summary>
    public EventPosition Position { get; }

    /// <summary>Mid and fee rate at the time of the fill, as far as known; the default for other events.</summary>
    public FillFacts Facts { get; internal set; }

    /// <summary>Whether it is final that no rate for the fee can be found.</summary>
    public bool NoFeeRate { get; internal set; }

    /// <summary>Whether a void has cancelled the fill.</summary>
    public bool IsVoided { get; internal set; }

    /// <summary>Whether the mid at the fill is still to become known.</summary>
    internal bool WaitsForMid => this is { IsVoided: false, Event: Fill, Facts.Knowledge: MidKnowledge.Pending };

    /// <summary>Whether the rate of the fill's fee is still to become known.</summary>
    internal bool WaitsForRate(Instrument terms) =>
        this is { IsVoided: false, NoFeeRate: false, Facts.FeeRate: null, Event: Fill fill } && LedgerStep.NeedsRate(fill, terms);

    /// <summary>Applies an annotation of the fill.</summary>
    internal void Apply(in Annotation annotation)
    {
        var value = annotation.Value > 0 ? annotation.Value : null;
        (Facts, NoFeeRate) = annotation.Kind switch
        {
            AnnotationKind.Mid when value is not null =>
                (Facts with { Knowledge = annotation.Index == Annotation.ThinnedMid ? MidKnowledge.Thinned : MidKnowledge.Exact, Mid = value }, NoFeeRate),
            AnnotationKind.GridMid when value is not null => (Facts with { Knowledge = MidKnowledge.Grid, Mid = value }, NoFeeRate),
            AnnotationKind.Mid or AnnotationKind.GridMid or AnnotationKind.NoMid => (Facts with { Knowledge = MidKnowledge.None, Mid = null }, NoFeeRate),
            AnnotationKind.FeeRate when value is not null =>
                (Facts with
                {
                    FeeRate = value,
                    IsFallbackRate = annotation.Index == Annotation.FallbackRate,
                    IsLaterRate = annotation.Index == Annotation.LaterRate,
                }, NoFeeRate),
            AnnotationKind.FeeRate or AnnotationKind.NoFeeRate => (Facts, true),
            _ => (Facts, NoFeeRate),
        };
    }
}

/// <summary>A window entry as it is stored in a snapshot.</summary>
/// <param name="Event">The event.</param>
/// <param name="Number">Number of its journal entry.</param>
/// <param name="Facts">Mid and fee rate at the time of the fill, as far as known.</param>
/// <param name="NoFeeRate">Whether it is final that no rate for the fee can be found.</param>
/// <param name="IsVoided">Whether a void has cancelled the fill.</param>
[GenerateSerializer, Immutable, Alias("ballast.kept-entry")]
public readonly record struct KeptEntry(
    [property: Id(0)] LedgerEvent Event,
    [property: Id(1)] long Number,
    [property: Id(2)] FillFacts Facts,
    [property: Id(3)] bool NoFeeRate,
    [property: Id(4)] bool IsVoided)
{
    /// <summary>The stored form of an entry.</summary>
    public static KeptEntry Of(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(entry.Event, entry.Number, entry.Facts, entry.NoFeeRate, entry.IsVoided);
    }
}
