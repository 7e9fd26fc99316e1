using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>Source-generated JSON serialization of checkpoints.</summary>
[JsonSerializable(typeof(CheckpointText))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
