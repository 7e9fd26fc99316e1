using System.Diagnostics;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Ballast.Reliability.Tests.Running;

/// <summary>A client of one silo, which is killed and started again.</summary>
public sealed class GatewayWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watchers_know_within_five_seconds_that_the_silo_is_dead_and_go_on_once_it_is_back()
    {
        await using var first = BallastProcess.Run(_ports, _folder.Root);
        await first.Ready(_ports, Eventually.Patience, Token);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddBallastClient(options => options.Gateways.Add($"localhost:{_ports.Gateway}"));
        using var host = builder.Build();
        await host.StartAsync(Token);
        var client = host.Services.GetRequiredService<IBallastClient>();
        await client.RecordFills([Some()], Token);
        await using var views = client.WatchPortfolio("own", Token).GetAsyncEnumerator(Token);
        await using var trades = client.WatchTrades(Some().Instrument, cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.True(await views.MoveNextAsync());
        Assert.True(await trades.MoveNextAsync());

        await first.Kill(Token);
        var silence = Stopwatch.StartNew();
        while (!views.Current.IsDisconnected || !trades.Current.IsDisconnected)
        {
            var next = views.Current.IsDisconnected ? trades.MoveNextAsync().AsTask() : views.MoveNextAsync().AsTask();
            Assert.True(await next.WaitAsync(Eventually.Patience, Token));
        }

        Assert.InRange(silence.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal((false, null, 1m), (views.Current.Complete, views.Current.Total, views.Current.Positions[0].Quantity));

        await using var second = BallastProcess.Run(_ports, _folder.Root);
        while (views.Current.IsDisconnected || !views.Current.Complete)
        {
            Assert.True(await views.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Token));
        }

        Assert.Equal(1m, views.Current.Positions[0].Quantity);
        await host.StopAsync(Token);
    }

    private static Fill Some() => new()
    {
        Instrument = InstrumentId.Parse("sim-futures/BTCUSDT"),
        Account = "own",
        Portfolio = "own",
        TradeId = "1",
        Side = Side.Buy,
        Price = 60_000m,
        Quantity = 1m,
        VenueTime = Instant.From(TimeProvider.System.GetUtcNow()),
    };
}
