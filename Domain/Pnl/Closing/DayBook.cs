namespace Ballast.Domain.Pnl.Closing;

/// <summary>Time of day at which a portfolio's days end.</summary>
/// <remarks>The current day still ends at the old boundary; the next day is the first to end at the new one.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.day-book")]
public sealed record DayBook
{
    private const long PerDay = 24 * 3_600 * Instant.PerSecond;

    /// <summary>Maximum number of days closed at once after a long silence; older ones are not recorded.</summary>
    private const int MaxMissed = 7;

    /// <summary>Days end at midnight UTC.</summary>
    public static DayBook Midnight { get; } = new();

    /// <summary>Time of the UTC day at which the current day ends.</summary>
    [Id(0)] public TimeSpan Boundary { get; init; }

    /// <summary>Time of the UTC day at which later days end.</summary>
    [Id(1)] public TimeSpan NextBoundary { get; init; }

    /// <summary>End of the current day, venue time; the default before the first second has closed.</summary>
    [Id(2)] public Instant NextClose { get; init; }

    /// <summary>Whether a day may end at a time, by the current or the next boundary.</summary>
    public bool IsBoundary(Instant at) => TimeOfDay(at) == Boundary || TimeOfDay(at) == NextBoundary;

    /// <summary>Sets the boundary from the next day on, or at once when no day has begun.</summary>
    /// <param name="boundary">Time of the UTC day, in whole seconds from 0 to less than 24 h.</param>
    /// <exception cref="ArgumentException">The boundary is outside that range or not in whole seconds.</exception>
    public DayBook With(TimeSpan boundary) => Fault(boundary) is { } fault
        ? throw new ArgumentException(fault, nameof(boundary))
        : NextClose == default ? this with { Boundary = boundary, NextBoundary = boundary } : this with { NextBoundary = boundary };

    /// <summary>Why a boundary is invalid; <see langword="null"/> when it is valid.</summary>
    public static string? Fault(TimeSpan boundary) =>
        boundary < TimeSpan.Zero || boundary >= TimeSpan.FromDays(1) || boundary.Ticks % TimeSpan.TicksPerSecond != 0
            ? $"boundary {boundary} is not a time of day in whole seconds, from 00:00:00 to 23:59:59"
            : null;

    /// <summary>Closes a second: gives the days that have ended by it, oldest first, and the book after them.</summary>
    public (IReadOnlyList<DayEnd> Ended, DayBook After) Close(Instant second)
    {
        var ended = new List<DayEnd>();

        // Before the first second no day has begun, but that second may itself be the end of one.
        var book = NextClose == default
            ? this with { NextClose = TimeOfDay(second) == Boundary ? second : FirstAfter(second, Boundary) }
            : this;
        while (book.NextClose <= second)
        {
            ended.Add(new(book.NextClose, book.Boundary));
            book = book with { Boundary = book.NextBoundary, NextClose = FirstAfter(book.NextClose, book.NextBoundary) };
        }

        return (ended.Count <= MaxMissed ? ended : ended[^MaxMissed..], book);
    }

    private static Instant FirstAfter(Instant time, TimeSpan boundary)
    {
        var day = new Instant(time.Micros / PerDay * PerDay);
        return day + boundary > time ? day + boundary : new Instant(day.Micros + PerDay) + boundary;
    }

    private static TimeSpan TimeOfDay(Instant at) => TimeSpan.FromMicroseconds(at.Micros % PerDay);
}

/// <summary>End of a portfolio's day.</summary>
/// <param name="At">End of the day, venue time.</param>
/// <param name="Boundary">Time of the UTC day at which days ended then.</param>
public readonly record struct DayEnd(Instant At, TimeSpan Boundary);
