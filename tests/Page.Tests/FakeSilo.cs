using Ballast.Client;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Grains.Portfolios;
using Ballast.Silo.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ballast.Page.Tests;

/// <summary>The silo's web face over a client that a test controls, on a port of its own.</summary>
internal sealed class FakeSilo : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSilo(WebApplication app, FakeClient client) => (_app, Client, Address) = (app, client, new(app.Urls.First()));

    internal FakeClient Client { get; }

    internal Uri Address { get; }

    internal ReadinessGate Gate => _app.Services.GetRequiredService<ReadinessGate>();

    internal static async Task<FakeSilo> Start(PortfolioView? portfolio = null, RiskView? risk = null, int port = 0, params string[] hosts)
    {
        var client = new FakeClient(portfolio ?? Some.Portfolio(), risk ?? Some.Risk(), Some.Book());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddBallastWeb();
        builder.Services.Configure<WebOptions>(options => Array.ForEach(hosts, options.Hosts.Add));
        builder.Services.AddSingleton<IBallastClient>(client);
        builder.Services.AddSingleton<IPortfolioCatalog>(client);
        var app = builder.Build();
        app.MapBallast();
        await app.StartAsync();
        return new(app, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
