using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Web;

/// <summary>The JSON format of the HTTP API and of reports.</summary>
/// <remarks>
/// Names are camel case and enums are names. A decimal is written with all its digits and should be read as decimal, not as double.
/// A time is ISO 8601 in UTC with microseconds, and <see langword="null"/> where it means "never".
/// </remarks>
public static class BallastJson
{
    /// <summary>The options; read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // A figure that is not a finite number must not break the rest of the response.
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new InstrumentIdConverter());
        options.Converters.Add(new SampleSeriesConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override bool HandleNull => true;

        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null
                ? default
                : DateTimeOffset.TryParse(
                    reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                    ? Instant.From(time)
                    : throw new JsonException($"'{reader.GetString()}' is not a time; write ISO 8601, e.g. 2024-08-08T23:54:15.088230Z.");

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options)
        {
            if (value == default)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteStringValue(value.ToString());
            }
        }
    }

    private sealed class InstrumentIdConverter : JsonConverter<InstrumentId>
    {
        public override InstrumentId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && InstrumentId.TryParse(reader.GetString(), out var id)
                ? id
                : throw new JsonException("An instrument must be a text exchange/symbol, e.g. binance-futures/BTCUSDT.");

        public override void Write(Utf8JsonWriter writer, InstrumentId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());

        public override InstrumentId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            InstrumentId.TryParse(reader.GetString(), out var id)
                ? id
                : throw new JsonException($"'{reader.GetString()}' is not an instrument; write exchange/symbol.");

        public override void WriteAsPropertyName(Utf8JsonWriter writer, InstrumentId value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.ToString());
    }
}
