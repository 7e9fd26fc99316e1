using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Journaling.Keys;

/// <summary>What de-duplication needs of one event.</summary>
/// <param name="Key">Hash of its key.</param>
/// <param name="Digest">Digest of its payload: another digest under the same key is a conflict.</param>
public readonly record struct KeyRow(KeyHash Key, long Digest);
