using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>Stored form of a position in the canonical order.</summary>
internal sealed record StoredPosition(long Time, long Sequence, EventKind Kind, string Account, string Id, int Detail);
