using System.Globalization;
using Ballast.Client;
using Ballast.Grains.Interfaces.Portfolios;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ballast.Silo.Web;

/// <summary>Serves the behaviour of a portfolio's inventories, and the quotes of models around them.</summary>
internal static class MarketMakingEndpoint
{
    internal static void MapMarketMaking(this IEndpointRouteBuilder api) =>
        api.MapGet("/portfolios/{id}/market-making", GetMarketMaking);

    private static async Task<JsonHttpResult<IReadOnlyList<MarketMakingView>>> GetMarketMaking(
        string id, IBallastClient client, CancellationToken cancellationToken, string? gamma = null) =>
        TypedResults.Json(await client.GetMarketMaking(id, gamma is null ? null : Gamma(gamma), cancellationToken), BallastJson.Options);

    private static double Gamma(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var gamma) && gamma > 0 && double.IsFinite(gamma)
            ? gamma
            : throw new ArgumentException($"gamma is '{text}'; it must be a positive number, e.g. 0.01.");
}
