namespace Ballast.EventHubsBroker;

/// <summary>An event in a partition's log.</summary>
/// <param name="Sequence">Its number in the partition, without gaps.</param>
/// <param name="Offset">Where it begins in the log, in bytes; never its number, so that a client that mixes the two up fails.</param>
/// <param name="At">When it was accepted, in UTC.</param>
/// <param name="Encoded">The whole message as it goes to readers.</param>
internal sealed record StoredEvent(long Sequence, long Offset, DateTime At, byte[] Encoded);
