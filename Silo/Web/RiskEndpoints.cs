using System.Globalization;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Risk;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ballast.Silo.Web;

/// <summary>Serves a portfolio's risk, its inputs and forecasts, and runs the caller's stresses.</summary>
internal static class RiskEndpoints
{
    private static readonly string[] ScenarioKeys = ["name", "kind", "shocks", "from", "to", "exchange", "size", "periods"];

    internal static void MapRisk(this IEndpointRouteBuilder api)
    {
        api.MapGet("/portfolios/{id}/risk", async (string id, IBallastClient client, CancellationToken token) =>
            Json(await client.GetRisk(id, token)));
        api.MapGet("/portfolios/{id}/risk/inputs", async (string id, IBallastClient client, CancellationToken token) =>
            Json(await client.GetRiskInputs(id, token)));
        api.MapGet("/portfolios/{id}/forecasts", GetForecasts);
        api.MapPost("/portfolios/{id}/stress", async (string id, HttpRequest request, IBallastClient client, CancellationToken token) =>
            Json(await client.RunStress(id, Scenarios(await RequestFields.Read(request, token)), token)));
    }

    private static async Task<JsonHttpResult<IReadOnlyList<ForecastView>>> GetForecasts(
        [AsParameters] ForecastQuery query, IBallastClient client, CancellationToken cancellationToken) =>
        Json(await client.GetForecasts(
            query.Id,
            PnlEndpoints.Time("from", query.From, default),
            PnlEndpoints.Time("to", query.To, new(Instant.MaxMicros)),
            query.Method,
            query.Limit is null ? 1_000
                : int.TryParse(query.Limit, NumberStyles.Integer, CultureInfo.InvariantCulture, out var most) ? most
                : throw new ArgumentException($"limit is '{query.Limit}'; it must be a whole number."),
            cancellationToken));

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

    /// <summary>A request for forecasts; a missing member does not limit them.</summary>
    private sealed record ForecastQuery(string Id, string? From = null, string? To = null, string? Method = null, string? Limit = null);
}
