namespace Ballast.Domain.Ledger.Events;

/// <summary>Kinds of facts that are found out about an event after it was booked. The numbers are stored: never change them.</summary>
public enum AnnotationKind
{
    /// <summary>The last mid at or before the time of a fill.</summary>
    Mid = 0,

    /// <summary>The sampling grid's mid, for a fill that arrived too late to find the exact one.</summary>
    GridMid = 1,

    /// <summary>There was no mid at the time of a fill.</summary>
    NoMid = 2,

    /// <summary>Rate of a fee: settle currency for one unit of the fee's asset.</summary>
    FeeRate = 3,

    /// <summary>No rate for a fee can be found; this is final.</summary>
    NoFeeRate = 4,

    /// <summary>Mid at a markout horizon of a fill; without a value there was no mid.</summary>
    Markout = 5,

    /// <summary>The next funding time of the instrument, in microseconds.</summary>
    FundingDue = 6,
}

/// <summary>One fact found out about a booked event.</summary>
/// <param name="Number">Number of the event's journal entry, counted over all segments; 0 for the instrument itself.</param>
/// <param name="Kind">Kind of the fact.</param>
/// <param name="Index">
/// Index of the markout horizon, from 0, plus <see cref="ThinnedHorizon"/> when its mid may not be the last one; for a mid at a fill
/// <see cref="ThinnedMid"/> or 0; for the rate of a fee <see cref="FallbackRate"/>, <see cref="LaterRate"/> or 0; 0 for other kinds.
/// </param>
/// <param name="Value">Price, rate or time; <see langword="null"/> when there is none.</param>
[GenerateSerializer, Immutable, Alias("ballast.annotation")]
public readonly record struct Annotation(
    [property: Id(0)] long Number, [property: Id(1)] AnnotationKind Kind, [property: Id(2)] int Index, [property: Id(3)] decimal? Value)
{
    /// <summary>Index of a mid that may not be the last one before the fill, because of several mids within 10 ms only the last is known.</summary>
    public const int ThinnedMid = 1;

    /// <summary>Index of a fee's rate that is not of the market but of the configuration.</summary>
    public const int FallbackRate = 1;

    /// <summary>Index of a fee's rate that is of a minute after the fill, because the fill's own minute had none.</summary>
    public const int LaterRate = 2;

    /// <summary>Added to the index of a markout horizon whose mid may not be the last one, for the same reason. There are never more horizons.</summary>
    public const int ThinnedHorizon = 16;

    /// <summary>Index of the markout horizon, from 0.</summary>
    public int Horizon => Index % ThinnedHorizon;

    /// <summary>Whether the mid at a markout horizon may not be the last one before it.</summary>
    public bool IsThinnedHorizon => Index >= ThinnedHorizon;
}
