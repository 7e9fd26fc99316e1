using Ballast.Domain;

namespace Ballast.Grains.Interfaces.Streams;

/// <summary>One partition of a durable stream, as the silo that reads it last reported it.</summary>
[GenerateSerializer, Immutable, Alias("ballast.partition-status")]
public sealed record PartitionStatus
{
    /// <summary>Topic or event hub.</summary>
    [Id(0)] public required string Topic { get; init; }

    /// <summary>Number of the partition.</summary>
    [Id(1)] public required int Partition { get; init; }

    /// <summary>Silo that reads it, as <c>address:port</c>.</summary>
    [Id(2)] public required string Silo { get; init; }

    /// <summary>Position of the first message that is not settled yet; -1 while unknown.</summary>
    [Id(3)] public required long Settled { get; init; }

    /// <summary>Position after the newest message; -1 while unknown.</summary>
    [Id(4)] public required long End { get; init; }

    /// <summary>Age of the oldest message that was read and is not settled; <see langword="null"/> when there is none.</summary>
    [Id(5)] public TimeSpan? OldestAge { get; init; }

    /// <summary>Messages that were left out because they were too old to be of use, since the silo reads the partition.</summary>
    [Id(6)] public long Skipped { get; init; }

    /// <summary>Messages that could not be read, since the silo reads the partition.</summary>
    [Id(7)] public long Unreadable { get; init; }

    /// <summary>What keeps the silo from reading it; <see langword="null"/> when nothing does.</summary>
    [Id(8)] public string? Fault { get; init; }

    /// <summary>When the silo reported this.</summary>
    [Id(9)] public required Instant ReportedAt { get; init; }

    /// <summary>Messages that are not settled; <see langword="null"/> while unknown.</summary>
    public long? Lag => Settled < 0 || End < 0 ? null : Math.Max(0, End - Settled);
}
