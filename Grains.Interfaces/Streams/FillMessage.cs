using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Interfaces.Streams;

/// <summary>One message of a durable stream of fills: an event to book, or what could not be read as one.</summary>
[GenerateSerializer, Immutable, Alias("ballast.fill-message")]
public sealed record FillMessage
{
    /// <summary>Where the message is, as <c>topic/partition/offset</c>; it is the id of its dead letter too.</summary>
    [Id(0)] public required string Origin { get; init; }

    /// <summary>The message as a line of JSON, or as it came when it is no event.</summary>
    [Id(1)] public required byte[] Payload { get; init; }

    /// <summary>The event; <see langword="null"/> when there is a <see cref="Fault"/>.</summary>
    [Id(2)] public LedgerEvent? Event { get; init; }

    /// <summary>Why the message is no event that may be booked; <see langword="null"/> when it is one.</summary>
    [Id(3)] public string? Fault { get; init; }
}
