namespace Ballast.Domain.Ledger.Events;

/// <summary>First 128 bits of the SHA-256 of a key.</summary>
/// <param name="High">First eight bytes, big-endian.</param>
/// <param name="Low">Second eight bytes, big-endian.</param>
[GenerateSerializer, Immutable, Alias("ballast.key-hash")]
public readonly record struct KeyHash([property: Id(0)] ulong High, [property: Id(1)] ulong Low);
