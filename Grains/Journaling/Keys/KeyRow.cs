using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Journaling.Keys;

/// <summary>Key and payload digest of one event, for de-duplication.</summary>
/// <param name="Key">Hash of the event's key.</param>
/// <param name="Digest">Digest of the event's payload. Another digest under the same key is a conflict.</param>
public readonly record struct KeyRow(KeyHash Key, long Digest);
