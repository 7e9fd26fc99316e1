using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Grains;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Portfolios;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Web;

/// <summary>The live page, the JSON API behind it and the health checks.</summary>
public static class WebEndpoints
{
    /// <summary>Adds what <see cref="MapBallast"/> needs, except <see cref="IBallastClient"/> and <see cref="IPortfolioCatalog"/>.</summary>
    public static IServiceCollection AddBallastWeb(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MarketClock>();
        services.TryAddSingleton<ReadinessGate>();
        services.TryAddSingleton<SharedRisk>();
        services.TryAddSingleton<PortfolioEvents>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebOptions>, WebOptionsValidator>());
        return services;
    }

    /// <summary>Maps the page at <c>/</c>, the API under <c>/api</c> and the checks under <c>/health</c>.</summary>
    public static WebApplication MapBallast(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseSecurityHeaders();
        app.UseRequestChecks();
        ServePage(app);
        MapHealth(app);

        var api = app.MapGroup("/api").AddEndpointFilter<FaultAnswers>();
        api.MapGet("/portfolios", async (IPortfolioCatalog catalog, CancellationToken token) => Json(await catalog.List(token)));
        api.MapGet("/portfolios/{id}", async (string id, IBallastClient client, CancellationToken token) => Json(await client.GetPortfolio(id, token)));
        api.MapRisk();
        api.MapGet("/feeds", async (IBallastClient client, CancellationToken token) => Json(await client.GetFeeds(token)));
        api.MapPnl();
        api.MapLedgers();
        api.MapMarketMaking();
        api.MapGet("/books/{exchange}/{**symbol}", GetBook);
        api.MapBookAnalytics();
        api.MapGet("/stream", Stream);
        return app;
    }

    private static void ServePage(WebApplication app)
    {
        // The page is beside the program, so it is found whatever the working directory is.
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,

            // Browsers check for a new page each time, so that page and API are of the same version.
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
        });
    }

    private static void MapHealth(WebApplication app)
    {
        var gate = app.Services.GetRequiredService<ReadinessGate>();
        app.Lifetime.ApplicationStopping.Register(gate.MarkStopping);

        // Checks nothing else, because a process that answers must not be restarted when its store is down.
        app.MapGet("/health/live", () => TypedResults.Text("live"));
        app.MapGet("/health/ready", () => TypedResults.Text(
            gate.State, statusCode: gate.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable));
    }

    private static async Task<JsonHttpResult<BookView>> GetBook(
        string exchange, string symbol, IBallastClient client, CancellationToken cancellationToken, int depth = 25)
    {
        // Routing decodes everything except an escaped slash, which symbols such as BTC/USDT have.
        var decoded = symbol.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return Json(await client.GetBook(new InstrumentId(exchange, decoded), depth, cancellationToken));
    }

    private static async Task<ServerSentEventsResult<string>> Stream(
        HttpContext context,
        PortfolioEvents events,
        IHostApplicationLifetime lifetime,
        string portfolio = "main")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        await events.RequireKnown(portfolio, context.RequestAborted);

        // Without this a stopping silo would wait for every open page.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(stop);
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(events.Follow(portfolio, stop.Token));
    }

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, BallastJson.Options);
}
