using Orleans.Concurrency;

namespace Ballast.Silo.Tests.Architecture.SampleGrains;

/// <summary>A grain in a cycle of calls that wait for each other.</summary>
public interface ISampleDesk : IGrainWithStringKey
{
    /// <summary>Waits its turn.</summary>
    Task Report();

    /// <summary>Never waits.</summary>
    [AlwaysInterleave]
    Task Glance();

    /// <summary>Driven by an interleaving extension.</summary>
    IAsyncEnumerable<int> Follow();
}
