namespace Ballast.Domain.Ledger.Booking;

/// <summary>Range of venue times that are accepted.</summary>
/// <param name="From">Earliest venue time.</param>
/// <param name="To">Latest venue time.</param>
/// <param name="Floor">Last venue time of which only a checkpoint is kept; <see langword="null"/> while all events are kept.</param>
public readonly record struct StampRange(Instant From, Instant To, Instant? Floor = null)
{
    /// <summary>Accepts every venue time.</summary>
    public static StampRange All { get; } = new(new(long.MinValue), new(long.MaxValue));
}
