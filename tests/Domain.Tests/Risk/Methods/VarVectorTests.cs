using System.Text.Json;
using Ballast.Domain.Risk.Methods;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Methods;

[Trait("check", "vectors")]
public sealed class VarVectorTests
{
    [Fact]
    public void Historical_figures_match_the_reference_vectors()
    {
        var series = ReferenceVectors.Read("var_es.json").GetProperty("series");
        VectorCases.Check("var_es.json", IsHistorical, vector =>
        {
            var input = vector.GetProperty("input");
            var returns = series.GetProperty(input.Text("series")).EnumerateArray().Select(r => r.GetDouble()).ToArray();
            var confidence = input.GetProperty("confidence").GetDouble();
            var type = input.GetProperty("quantile_type").GetInt32();

            // The vectors answer also where the tail is smaller than an observation; that is refused unless asked for.
            var isSparse = (1 - confidence) * returns.Length < 1 - 1e-9;
            Assert.Equal(isSparse, HistoricalVar.Compute(returns, confidence, type) is null);
            var loss = HistoricalVar.Compute(returns, confidence, type, extrapolate: true)!.Value;
            var expected = vector.GetProperty("expected");
            Near(vector, expected.GetProperty("var").GetDouble(), loss.ValueAtRisk);
            Near(vector, expected.GetProperty("es_fractional").GetDouble(), loss.ExpectedShortfall);
        });
    }

    private static bool IsHistorical(JsonElement vector) =>
        vector.Text("kind") == "var_es" && vector.GetProperty("input").Text("method") == "historical";

    private static void Near(JsonElement vector, double expected, double actual) =>
        Assert.Equal(expected, actual, vector.GetProperty("tolerance").GetDouble() * Math.Max(1, Math.Abs(expected)));
}
