namespace Ballast.Domain.Ledger;

/// <summary>What became known of an event after it was booked. Part of stored data: never renumber.</summary>
public enum AnnotationKind
{
    /// <summary>The last mid at or before a fill.</summary>
    Mid = 0,

    /// <summary>The sampling grid's mid for a fill that came too late for the exact one.</summary>
    GridMid = 1,

    /// <summary>A fill's moment had no mid.</summary>
    NoMid = 2,

    /// <summary>Settle currency for one unit of the fee's asset.</summary>
    FeeRate = 3,

    /// <summary>No rate for the fee will be found.</summary>
    NoFeeRate = 4,

    /// <summary>Mid at a markout horizon of a fill; without a value there was none.</summary>
    Markout = 5,

    /// <summary>The next funding time of the instrument, in microseconds.</summary>
    FundingDue = 6,
}

/// <summary>One thing that became known.</summary>
/// <param name="Number">Number of the event's journal entry, counted over all segments; 0 for the instrument itself.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Which markout horizon; otherwise 0.</param>
/// <param name="Value">The figure; <see langword="null"/> where the kind has none.</param>
[GenerateSerializer, Immutable, Alias("ballast.annotation")]
public readonly record struct Annotation(
    [property: Id(0)] long Number, [property: Id(1)] AnnotationKind Kind, [property: Id(2)] int Index, [property: Id(3)] decimal? Value);

/// <summary>Which annotations change a ledger.</summary>
public static class AnnotationKinds
{
    /// <summary>Whether the ledger's own figures rest on it.</summary>
    public static bool IsOfLedger(this AnnotationKind kind) => kind <= AnnotationKind.NoFeeRate;
}
