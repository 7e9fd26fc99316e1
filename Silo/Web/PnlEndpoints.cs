using System.Globalization;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Reconciliation;
using Ballast.Grains;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ballast.Silo.Web;

/// <summary>Serves equity curve, closed days and reconciliation of a portfolio.</summary>
internal static class PnlEndpoints
{
    private const long PerDay = 24 * 3_600 * Instant.PerSecond;

    internal static void MapPnl(this IEndpointRouteBuilder api)
    {
        api.MapGet("/portfolios/{id}/curve", GetCurve);
        api.MapGet("/portfolios/{id}/days", async (string id, IBallastClient client, CancellationToken token) =>
            Json(await client.GetDays(id, token)));
        api.MapGet("/portfolios/{id}/children", async (string id, IBallastClient client, CancellationToken token) =>
            Json(await client.GetChildren(id, token)));
        api.MapPut("/portfolios/{id}/parent", async (string id, HttpRequest request, IBallastClient client, CancellationToken token) =>
            Json(await client.SetParent(id, (await RequestFields.Read(request, token)).TextOrSaidNull("parent"), token)));
        api.MapPut("/portfolios/{id}/day-boundary", SetDayBoundary);
        api.MapPost("/portfolios/{id}/reconciliation", async (string id, HttpRequest request, IBallastClient client, CancellationToken token) =>
            Json(await client.Reconcile(id, Report(await RequestFields.Read(request, token)), token)));
        api.MapPost("/portfolios/{id}/reconciliation/apply", Apply);
    }

    /// <summary>Serves a curve; without arguments that of the present UTC day of the market clock, by the minute.</summary>
    private static async Task<JsonHttpResult<CurveView>> GetCurve(
        [AsParameters] CurveQuery query, IBallastClient client, MarketClock clock, CancellationToken cancellationToken)
    {
        var isBare = query is { From: null, To: null, Resolution: null };
        CurveResolution? resolution = query.Resolution switch
        {
            null => isBare ? CurveResolution.Minute : null,
            "second" => CurveResolution.Second,
            "minute" => CurveResolution.Minute,
            "day" => CurveResolution.Day,
            _ => throw new ArgumentException($"resolution is '{query.Resolution}'; it must be second, minute or day."),
        };
        var to = Time("to", query.To, new(Instant.MaxMicros));
        var from = Time("from", query.From, isBare ? new(clock.Now.Micros / PerDay * PerDay) : default);
        return Json(await client.GetCurve(query.Id, from, to, resolution, cancellationToken));
    }

    private static async Task<JsonHttpResult<DayBook>> SetDayBoundary(
        string id, HttpRequest request, IBallastClient client, CancellationToken cancellationToken)
    {
        var text = (await RequestFields.Read(request, cancellationToken)).Text("boundary");
        return TimeSpan.TryParseExact(text, [@"hh\:mm", @"hh\:mm\:ss"], CultureInfo.InvariantCulture, out var boundary)
            ? Json(await client.SetDayBoundary(id, boundary, cancellationToken))
            : throw new ArgumentException($"boundary is '{text}'; it must be a time of day in UTC, e.g. 08:00.");
    }

    private static async Task<JsonHttpResult<IReadOnlyList<FillReceipt>>> Apply(
        string id, HttpRequest request, IBallastClient client, CancellationToken cancellationToken)
    {
        var fields = await RequestFields.Read(request, cancellationToken);
        return Json(await client.ApplyReconciliation(id, Report(fields.Object("report")), fields.Texts("adjustmentIds"), cancellationToken));
    }

    private static VenueReport Report(RequestFields fields) => new()
    {
        Account = fields.Text("account"),
        At = fields.Time("at"),
        Positions = fields.Objects("positions") is { } positions
            ? [.. positions.Select(p => new VenuePosition(p.Instrument("instrument"), p.Number("quantity"), p.NumberOrNull("entryPrice")))]
            : null,
        Balances = fields.Objects("balances") is { } balances
            ? [.. balances.Select(b => new VenueBalance(b.Text("asset"), b.Number("amount")))]
            : null,
        Exchange = fields.TextOrNull("exchange"),
        IgnoreBelowLot = fields.Flag("ignoreBelowLot"),
    };

    internal static Instant Time(string key, string? text, Instant absent) =>
        text is null ? absent
        : RequestFields.TryTime(text, out var time) ? time
        : throw new ArgumentException($"{key} is '{text}'; it must be a time in ISO 8601, e.g. 2024-08-08T23:54:15.088230Z.");

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, BallastJson.Options);

    /// <summary>A request for a part of a curve.</summary>
    private sealed record CurveQuery(string Id, string? From = null, string? To = null, string? Resolution = null);
}
