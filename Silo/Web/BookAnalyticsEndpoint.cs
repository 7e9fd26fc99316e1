using System.Globalization;
using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Grains.Interfaces.Books;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ballast.Silo.Web;

/// <summary>Serves the figures of a book.</summary>
internal static class BookAnalyticsEndpoint
{
    internal static void MapBookAnalytics(this IEndpointRouteBuilder api) =>
        api.MapGet("/analytics/{exchange}/{**symbol}", GetAnalytics);

    private static async Task<JsonHttpResult<BookAnalyticsView>> GetAnalytics(
        string exchange, string symbol, IBallastClient client, CancellationToken cancellationToken, string? bps = null, string? sizes = null)
    {
        var request = new BookAnalyticsRequest();
        request = request with
        {
            Bps = bps is null ? request.Bps : Numbers("bps", bps),
            Sizes = sizes is null ? request.Sizes : Numbers("sizes", sizes),
        };

        // Routing decodes everything except an escaped slash, which symbols such as BTC/USDT have.
        var instrument = new InstrumentId(exchange, symbol.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));
        return TypedResults.Json(await client.GetBookAnalytics(instrument, request, cancellationToken), BallastJson.Options);
    }

    private static decimal[] Numbers(string key, string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part =>
            decimal.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ArgumentException($"{key} holds '{part}', which is not a number; write e.g. {key}=1,5,10."))];
}
