using System.Collections.Immutable;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>Stored form of a <see cref="Lot"/>; <paramref name="Opened"/> is a venue time in microseconds, 0 when it is not known.</summary>
internal readonly record struct StoredLot(decimal Quantity, decimal Cost, decimal Price, long Opened = 0);
