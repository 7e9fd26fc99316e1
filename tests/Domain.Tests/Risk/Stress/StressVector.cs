using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Domain.Tests.Risk.Methods;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Stress;

/// <summary>Stress cases: legs named by underlying, which stands for the instrument and for the spot that converts its settle asset.</summary>
internal static class StressVector
{
    internal static void Check(RiskVector v)
    {
        var reporting = v.InputText("reporting");
        var prices = v.Element("prices").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDecimal());
        RiskLeg[] legs = [.. v.Element("legs").EnumerateArray().Select(leg => Leg(leg, prices))];
        var conversions = legs.Select(leg => leg.Settle).Distinct().ToDictionary(
            settle => settle,
            settle => settle == reporting ? new FxLeg(settle, 1m, []) : new FxLeg(settle, prices[settle], [new(Id(settle), false)]));
        foreach (var row in v.Expected("rows").EnumerateArray())
        {
            var shock = row.GetProperty("shock").EnumerateObject().ToDictionary(s => Id(s.Name), s => s.Value.GetDouble());
            var moves = new ScenarioMoves(prices.Keys.ToDictionary(Id, id => new[] { shock.GetValueOrDefault(Id(id)) }), 1);

            var revalued = ScenarioRevaluation.Revalue(legs, [], conversions, moves);

            v.NearAll(row.GetProperty("pnl_by_leg"), [.. legs.Select((_, leg) => (double?)revalued.Of(leg, 0))], "pnl_by_leg");
            v.Near(row.GetProperty("total"), revalued.Total[0], "total");
            Assert.Empty(revalued.Reasons);
        }
    }

    private static RiskLeg Leg(JsonElement leg, Dictionary<string, decimal> prices)
    {
        var kind = Enum.Parse<ContractKind>(leg.Text("kind"), ignoreCase: true);
        var underlying = leg.Text("underlying");
        return new(Id(underlying), new(kind, leg.GetProperty("multiplier").GetDecimal()), leg.GetProperty("qty").GetDecimal(), prices[underlying], leg.Text("settle"));
    }

    private static InstrumentId Id(string asset) => new("spot", asset);
}
