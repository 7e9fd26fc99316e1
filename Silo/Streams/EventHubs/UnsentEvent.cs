using Azure.Messaging.EventHubs;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>An event on its way to a hub.</summary>
/// <param name="Given">The event.</param>
/// <param name="At">Time stamp of its coming.</param>
/// <param name="Stored">Completed when the hub has it; <see langword="null"/> when nobody waits for that.</param>
internal sealed record UnsentEvent(EventData Given, long At, TaskCompletionSource? Stored)
{
    private const int Overhead = 256;

    /// <summary>Bytes that it takes up while it waits.</summary>
    internal long Bytes { get; } = Given.EventBody.ToMemory().Length + Overhead;
}
