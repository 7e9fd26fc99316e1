using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Markouts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ballast.Silo.Web;

/// <summary>Serves ledgers with their lots, and markouts.</summary>
internal static class LedgerEndpoints
{
    private const int MaxRecent = 1_000;

    internal static void MapLedgers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/portfolios/{id}/ledgers/{exchange}/{**symbol}", async (
            string id, string exchange, string symbol, IBallastClient client, CancellationToken token) =>
            Json(await client.GetLedgers(id, Instrument(exchange, symbol), token)));
        api.MapGet("/portfolios/{id}/markouts", async (string id, IBallastClient client, CancellationToken token, string? by = null) =>
            Json(await client.GetMarkouts(id, Dimensions(by), token)));
        api.MapGet("/portfolios/{id}/markouts/{exchange}/{**symbol}", GetMarkouts);
    }

    private static async Task<Results<JsonHttpResult<InstrumentMarkouts>, ProblemHttpResult>> GetMarkouts(
        [AsParameters] MarkoutQuery query, IBallastClient client, CancellationToken cancellationToken)
    {
        if (query.Recent is < 0 or > MaxRecent)
        {
            throw new ArgumentException($"recent is {query.Recent}; it must be from 0 to {MaxRecent}.");
        }

        var instrument = Instrument(query.Exchange, query.Symbol);
        var dimensions = Dimensions(query.By);
        return await client.GetMarkouts(query.Id, instrument, query.Recent, cancellationToken) is { } view
            ? Json(new InstrumentMarkouts(view.Instrument, view.Settle, view.Horizons, MarkoutTable.Parse(view.Table).By(dimensions), view.Recent))
            : TypedResults.Problem($"Portfolio '{query.Id}' has no fills in {instrument}.", statusCode: StatusCodes.Status404NotFound);
    }

    /// <summary>Reads an instrument. Routing decodes everything except an escaped slash, which symbols such as BTC/USDT have.</summary>
    private static InstrumentId Instrument(string exchange, string symbol) =>
        new(exchange, symbol.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));

    private static MarkoutDimensions Dimensions(string? by)
    {
        var dimensions = MarkoutDimensions.None;
        foreach (var name in (by ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            dimensions |= name switch
            {
                "liquidity" => MarkoutDimensions.Liquidity,
                "side" => MarkoutDimensions.Side,
                "venue" => MarkoutDimensions.Venue,
                "hour" => MarkoutDimensions.Hour,
                "size" => MarkoutDimensions.Size,
                _ => throw new ArgumentException($"by holds '{name}'; it may name liquidity, side, venue, hour and size."),
            };
        }

        return dimensions;
    }

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, BallastJson.Options);

    /// <summary>A request for the markouts of one instrument.</summary>
    private sealed record MarkoutQuery(string Id, string Exchange, string Symbol, string? By = null, int Recent = 100);

    /// <summary>Markouts of one instrument.</summary>
    private sealed record InstrumentMarkouts(
        InstrumentId Instrument, string Settle, IReadOnlyList<string> Horizons, IReadOnlyList<MarkoutRow> Rows, IReadOnlyList<FillMarkouts> Recent);
}
