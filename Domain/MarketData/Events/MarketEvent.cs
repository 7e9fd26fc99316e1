using Ballast.Domain.Instruments;

namespace Ballast.Domain.MarketData.Events;

/// <summary>An event a venue published about one instrument.</summary>
/// <remarks>
/// Order and staleness follow <see cref="ReceivedAt"/>, valuation follows <see cref="VenueTime"/>. A venue's clock may run ahead of
/// the recorder's, so either can be the later one.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.market-event")]
public abstract record MarketEvent
{
    // The record, its names and what holds it, and two doubles for each level.
    private const int EventBytes = 160;
    private const int LevelBytes = 16;

    /// <summary>Maximum distance between venue time and arrival for the venue time to be trusted.</summary>
    public static readonly TimeSpan StampTolerance = TimeSpan.FromSeconds(10);

    /// <summary>Whether <see cref="VenueTime"/> is close enough to arrival to be trusted.</summary>
    public bool IsStampBelieved => (VenueTime - ReceivedAt).Duration() <= StampTolerance;

    /// <summary>Time used for valuation: the venue time, or arrival when that is not trusted.</summary>
    public Instant ValuationTime => IsStampBelieved ? VenueTime : ReceivedAt;

    /// <summary>Number of levels of a book that the event holds.</summary>
    public virtual int Levels => 0;

    /// <summary>Approximate size in memory, in bytes.</summary>
    public long ApproximateBytes => BytesOf(Levels);

    /// <summary>Instrument of the event; a <see cref="Disconnect"/> with an empty symbol concerns all instruments of its exchange.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Time on the venue's clock (Tardis <c>timestamp</c>). It may step back.</summary>
    [Id(1)] public required Instant VenueTime { get; init; }

    /// <summary>Arrival at the recorder or at us (Tardis <c>localTimestamp</c>). It never steps back within a feed.</summary>
    [Id(2)] public required Instant ReceivedAt { get; init; }

    /// <summary>Approximate size in memory, in bytes, of an event with so many levels.</summary>
    public static long BytesOf(int levels) => EventBytes + (LevelBytes * (long)levels);
}
