using System.Globalization;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Reconciliation;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ballast.Silo.Web;

/// <summary>Serves equity curve, closed days and reconciliation of a portfolio.</summary>
internal static class PnlEndpoints
{
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

    private static async Task<JsonHttpResult<CurveView>> GetCurve(
        string id, IBallastClient client, CancellationToken cancellationToken, string? from = null, string? to = null, string? resolution = null) =>
        Json(await client.GetCurve(
            id,
            Time(nameof(from), from, default),
            Time(nameof(to), to, new(Instant.MaxMicros)),
            resolution switch
            {
                null => null,
                "second" => CurveResolution.Second,
                "minute" => CurveResolution.Minute,
                "day" => CurveResolution.Day,
                _ => throw new ArgumentException($"resolution is '{resolution}'; it must be second, minute or day."),
            },
            cancellationToken));

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
}
