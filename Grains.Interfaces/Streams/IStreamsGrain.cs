using Ballast.Grains.Interfaces.Streams;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>State and dead letters of the durable streams. There is one, with the key <see cref="GrainKeys.StreamsKey"/>.</summary>
[Alias("ballast.grain.streams")]
public interface IStreamsGrain : IGrainWithStringKey
{
    /// <summary>The partitions as their silos last reported them, and the number of dead letters.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<StreamsView> GetStatus();

    /// <summary>Dead letters in the order in which they were put aside.</summary>
    /// <param name="limit">Most letters.</param>
    [Alias("dead-letters"), AlwaysInterleave]
    Task<IReadOnlyList<DeadLetter>> GetDeadLetters(int limit);

    /// <summary>Books dead letters again. One that is booked, or was booked before, ends; another keeps its new reason.</summary>
    /// <param name="ids">The letters, at most 100; one that does not exist is left out.</param>
    [Alias("replay"), AlwaysInterleave, ResponseTimeout("00:02:00")]
    Task<IReadOnlyList<ReplayedLetter>> Replay(IReadOnlyList<string> ids);
}
