using Ballast.Client;
using Ballast.Domain.Risk;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ballast.Silo.Web;

/// <summary>Risk of a portfolio, what it is made of, and stresses of the caller's own.</summary>
internal static class RiskEndpoints
{
    private static readonly string[] ScenarioKeys = ["name", "kind", "shocks", "from", "to", "exchange", "size", "periods"];

    internal static void MapRisk(this IEndpointRouteBuilder api)
    {
        api.MapGet("/portfolios/{id}/risk", async (string id, IBallastClient client, CancellationToken token) =>
            Json(await client.GetRisk(id, token)));
        api.MapGet("/portfolios/{id}/risk/inputs", async (string id, IBallastClient client, CancellationToken token) =>
            Json(await client.GetRiskInputs(id, token)));
        api.MapPost("/portfolios/{id}/stress", async (string id, HttpRequest request, IBallastClient client, CancellationToken token) =>
            Json(await client.RunStress(id, Scenarios(await RequestFields.Read(request, token)), token)));
    }

    private static StressScenario[] Scenarios(RequestFields fields)
    {
        fields.Allow("scenarios");
        return fields.Objects("scenarios") is { } scenarios
            ? [.. scenarios.Select(Scenario)]
            : throw new ArgumentException("scenarios is missing; it must be an array of objects.");
    }

    private static StressScenario Scenario(RequestFields fields)
    {
        fields.Allow(ScenarioKeys);
        return new()
        {
            Name = fields.Text("name"),
            Kind = fields.Choice<StressKind>("kind"),
            Shocks = [.. (fields.Objects("shocks") ?? []).Select(Shock)],
            From = fields.TimeOrNull("from") ?? default,
            To = fields.TimeOrNull("to") ?? default,
            Exchange = fields.TextOrNull("exchange"),
            Size = (double?)fields.NumberOrNull("size") ?? 0,
            Periods = fields.WholeOrNull("periods") ?? 1,
        };
    }

    private static StressShock Shock(RequestFields fields)
    {
        fields.Allow("target", "move");
        return new(fields.Text("target"), (double)fields.Number("move"));
    }

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, BallastJson.Options);
}
