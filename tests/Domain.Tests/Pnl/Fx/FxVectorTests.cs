using System.Text.Json;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Fx;

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
                .Select(r => new FxQuote(r.Text("base"), r.Text("quote"), r.GetProperty("mid").Amount(), Millis(r.GetProperty("ts"))))],
        };
        var expected = vector.GetProperty("expected");
        foreach (var amount in vector.GetProperty("amounts").EnumerateObject())
        {
            var conversion = table.Convert(amount.Name, vector.Text("reporting"));
            var wanted = expected.GetProperty("converted").GetProperty(amount.Name);
            Assert.Equal(wanted.ValueKind == JsonValueKind.Null, conversion is null);
            if (conversion is not null)
            {
                Assert.Equal(wanted.GetProperty("path").EnumerateArray().Select(a => a.GetString()!), conversion.Path);
                VectorCases.Near(wanted.GetProperty("rate"), conversion.Rate, $"rate of {amount.Name}");
                VectorCases.Near(wanted.GetProperty("value"), amount.Value.Amount() * conversion.Rate, $"value of {amount.Name}");
            }
        }

        var (sums, rates) = (new LedgerSums(), new TableRates(vector.Text("reporting")));
        rates.Use(table);
        foreach (var amount in vector.GetProperty("amounts").EnumerateObject())
        {
            sums.Add(Earned(amount));
        }

        var sum = sums.At(rates, [], []);
        var missing = expected.GetProperty("missing").EnumerateArray().Select(a => $"no fresh rate from {a.GetString()} to {vector.Text("reporting")}");
        Assert.Equal(missing, sum.Missing);
        VectorCases.Near(expected.GetProperty("partial_total"), sum.PartialTotal, "partial total");
        VectorCases.Near(expected.GetProperty("total"), sum.Total, "total");
    });

    /// <summary>A ledger that has earned an amount of the asset it settles in.</summary>
    private static SettleFigures Earned(JsonProperty amount) => new()
    {
        Settle = amount.Name,
        Realized = amount.Value.Amount(),
        Unrealized = 0m,
        Fees = 0m,
        Funding = 0m,
        Total = amount.Value.Amount(),
        PartialTotal = amount.Value.Amount(),
    };

    private static Instant Millis(JsonElement value) => new(value.GetInt64() * Instant.PerMillisecond);
}
