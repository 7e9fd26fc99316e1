using Ballast.Grains;
using Ballast.Grains.Journaling;
using Ballast.Silo.Streams;
using Orleans.Hosting;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>How a cluster differs from the one that most tests share.</summary>
internal sealed record ClusterSetup
{
    /// <summary>Options of the silo.</summary>
    internal Action<BallastOptions>? Options { get; init; }

    /// <summary>Options of the journal.</summary>
    internal Action<JournalOptions>? Journal { get; init; }

    /// <summary>Silos in this process.</summary>
    internal short Silos { get; init; } = 1;

    /// <summary>How long the silos must be the same before grains move.</summary>
    internal TimeSpan MoveAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether time is what the feeds' events say, as in a replay.</summary>
    internal bool FollowsRecording { get; init; }

    /// <summary>Settings of the streams; <see langword="null"/> for those in the silo.</summary>
    internal StreamsOptions? Streams { get; init; }

    /// <summary>What is added to each silo last.</summary>
    internal Action<ISiloBuilder>? Silo { get; init; }

    /// <summary>Cluster whose store it works on too, with a silo of its own; <see langword="null"/> for a store of its own.</summary>
    internal BallastCluster? SharesStoreOf { get; init; }

    /// <summary>Whether stored grain state is shared with that cluster too.</summary>
    internal bool SharesService { get; init; }
}
