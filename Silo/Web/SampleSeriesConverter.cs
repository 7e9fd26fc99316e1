using System.Text.Json;
using System.Text.Json.Serialization;
using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Silo.Web;

/// <summary>Writes a missing sample as <see langword="null"/>; in memory it is NaN, which JSON does not have.</summary>
internal sealed class SampleSeriesConverter : JsonConverter<SampleSeries>
{
    /// <inheritdoc />
    public override SampleSeries Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var written = JsonSerializer.Deserialize<Written>(ref reader, options) ?? throw new JsonException("Samples must be an object with instrument, firstIndex and mids.");
        return new(written.Instrument, written.FirstIndex, Array.ConvertAll(written.Mids, mid => mid ?? double.NaN));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, SampleSeries value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        JsonSerializer.Serialize(
            writer, new Written(value.Instrument, value.FirstIndex, Array.ConvertAll(value.Mids, mid => double.IsNaN(mid) ? (double?)null : mid)), options);
    }

    private sealed record Written(InstrumentId Instrument, long FirstIndex, double?[] Mids);
}
