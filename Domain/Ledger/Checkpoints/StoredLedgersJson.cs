using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>Source-generated JSON serialization of bases.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredLedgers))]
internal sealed partial class StoredLedgersJson : JsonSerializerContext;
