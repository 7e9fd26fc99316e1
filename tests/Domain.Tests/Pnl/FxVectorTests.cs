using System.Text.Json;
using Ballast.Domain.Pnl;
using Xunit;

namespace Ballast.Domain.Tests.Pnl;

[Trait("check", "vectors")]
public sealed class FxVectorTests
{
    [Fact]
    public void Conversions_match_the_reference_vectors() => VectorCases.Check("fx_rollup.json", _ => true, vector =>
    {
        var table = new FxTable
        {
            Version = 1,
            Now = Millis(vector.GetProperty("now")),
            MaxAge = TimeSpan.FromMilliseconds(vector.GetProperty("max_age_ms").GetInt64()),
            Quotes = [.. vector.GetProperty("rates").EnumerateArray()
                .Select(r => new FxQuote(r.Text("base"), r.Text("quote"), r.GetProperty("mid").Decimal(), Millis(r.GetProperty("ts"))))],
        };
        var expected = vector.GetProperty("expected");
        var missing = new List<string>();
        var total = 0m;
        foreach (var amount in vector.GetProperty("amounts").EnumerateObject())
        {
            var conversion = table.Convert(amount.Name, vector.Text("reporting"));
            var wanted = expected.GetProperty("converted").GetProperty(amount.Name);
            Assert.Equal(wanted.ValueKind == JsonValueKind.Null, conversion is null);
            if (conversion is null)
            {
                missing.Add(amount.Name);
                continue;
            }

            var value = amount.Value.Decimal() * conversion.Rate;
            total += value;
            Assert.Equal(wanted.GetProperty("path").EnumerateArray().Select(a => a.GetString()!), conversion.Path);
            VectorCases.Near(wanted.GetProperty("rate"), conversion.Rate, $"rate of {amount.Name}");
            VectorCases.Near(wanted.GetProperty("value"), value, $"value of {amount.Name}");
        }

        Assert.Equal(expected.GetProperty("missing").EnumerateArray().Select(a => a.GetString()!), missing.Order(StringComparer.Ordinal));
        VectorCases.Near(expected.GetProperty("partial_total"), total, "partial total");
        VectorCases.Near(expected.GetProperty("total"), missing.Count == 0 ? total : null, "total");
    });

    private static Instant Millis(JsonElement value) => new(value.GetInt64() * Instant.PerMillisecond);
}
