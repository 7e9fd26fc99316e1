using Ballast.Domain;

namespace Ballast.Grains.Interfaces.Streams;

/// <summary>A message of a stream of fills that was not booked, kept until it is replayed or dropped.</summary>
/// <param name="Id">Where the message was, as <c>topic/partition/offset</c>.</param>
/// <param name="Reason">Why it was not booked.</param>
/// <param name="Payload">The message; cut short when it is longer than <see cref="MaxPayload"/>.</param>
/// <param name="At">When it was put aside, or last replayed.</param>
/// <param name="Length">Length of the whole message, in bytes.</param>
[GenerateSerializer, Immutable, Alias("ballast.dead-letter")]
public sealed record DeadLetter(
    [property: Id(0)] string Id, [property: Id(1)] string Reason, [property: Id(2)] byte[] Payload, [property: Id(3)] Instant At, [property: Id(4)] long Length)
{
    /// <summary>Most bytes of a message that are kept.</summary>
    public const int MaxPayload = 64 * 1024;

    /// <summary>Whether the whole message is kept, so that it can be replayed.</summary>
    public bool IsWhole => Payload.Length == Length;

    /// <summary>A letter for a message.</summary>
    public static DeadLetter Of(string id, string reason, byte[] message, Instant at)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(id, reason, message.Length > MaxPayload ? message[..MaxPayload] : message, at, message.Length);
    }
}
