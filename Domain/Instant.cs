using System.Globalization;

namespace Ballast.Domain;

/// <summary>A point in time, in whole microseconds since 1970-01-01T00:00:00Z.</summary>
/// <remarks>
/// Microseconds are what market data carries, and one <see cref="long"/> keeps events small.
/// The default value is the epoch itself and means "never" where a member's documentation says so.
/// </remarks>
/// <param name="Micros">Microseconds since the Unix epoch, UTC.</param>
[GenerateSerializer, Immutable, Alias("ballast.instant")]
public readonly record struct Instant([property: Id(0)] long Micros) : IComparable<Instant>
{
    /// <summary>Microseconds in one millisecond.</summary>
    public const long PerMillisecond = 1_000;

    /// <summary>Microseconds in one second.</summary>
    public const long PerSecond = 1_000_000;

    /// <summary>Last microsecond of the year 9999; later times have no ISO 8601 text.</summary>
    public const long MaxMicros = 253_402_300_799_999_999;

    /// <summary>Whether this lies between 1970 and the end of 9999. A count of nanoseconds passed by mistake does not.</summary>
    public bool IsInRange => Micros is >= 0 and <= MaxMicros;

    /// <summary>Converts a framework time; digits below the microsecond are dropped.</summary>
    public static Instant From(DateTimeOffset time) =>
        new((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The same point in time as a framework value in UTC.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(Micros * TimeSpan.TicksPerMicrosecond);

    /// <inheritdoc />
    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);

    /// <summary>
    /// ISO 8601 in UTC with six fraction digits, e.g. <c>2024-08-08T23:54:15.088230Z</c>; the bare number of microseconds when
    /// <see cref="IsInRange"/> is <see langword="false"/>.
    /// </summary>
    public override string ToString() => IsInRange
        ? ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
        : Micros.ToString(CultureInfo.InvariantCulture);

    /// <summary>The later of two.</summary>
    public static Instant Max(Instant left, Instant right) => left.Micros >= right.Micros ? left : right;

    /// <summary>The earlier of two.</summary>
    public static Instant Min(Instant left, Instant right) => left.Micros <= right.Micros ? left : right;

    /// <summary>Moves forward by <paramref name="span"/>.</summary>
    public static Instant operator +(Instant time, TimeSpan span) => new(time.Micros + (span.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>Moves back by <paramref name="span"/>.</summary>
    public static Instant operator -(Instant time, TimeSpan span) => new(time.Micros - (span.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>Time from <paramref name="right"/> to <paramref name="left"/>.</summary>
    public static TimeSpan operator -(Instant left, Instant right) =>
        TimeSpan.FromTicks((left.Micros - right.Micros) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.Micros < right.Micros;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.Micros > right.Micros;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Micros <= right.Micros;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Micros >= right.Micros;
}
