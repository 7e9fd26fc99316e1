namespace Ballast.Domain.Pnl.Fx;

/// <summary>The rates of one minute of venue time.</summary>
/// <param name="Minute">The whole minute.</param>
/// <param name="Table">Rates that were fresh at that minute; <see langword="null"/> when there were none or the minute is not closed.</param>
/// <param name="Closed">Whether the rates are final. If not, ask again later.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-point")]
public sealed record FxPoint([property: Id(0)] Instant Minute, [property: Id(1)] FxTable? Table, [property: Id(2)] bool Closed)
{
    /// <summary>Whether earlier minutes have closed, so that this one will as well. Without any source of rates none ever does.</summary>
    [Id(3)] public bool HasBegun { get; init; }

    private const long PerMinute = 60 * Instant.PerSecond;

    /// <summary>The whole minute at or before a time.</summary>
    public static Instant MinuteOf(Instant at) => new(at.Micros - (((at.Micros % PerMinute) + PerMinute) % PerMinute));
}
