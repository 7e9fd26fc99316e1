namespace Ballast.Silo.Streams.EventHubs;

/// <summary>One stream provider on one hub.</summary>
internal sealed record HubStreamSetup
{
    /// <summary>Name of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the hub.</summary>
    public required string Hub { get; init; }

    /// <summary>How its partitions are read.</summary>
    public required HubReading Reading { get; init; }

    /// <summary>How long a sender waits for the hub.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Whether an event that finds no room may be dropped now.</summary>
    public Func<bool> MayDrop { get; init; } = () => false;
}
