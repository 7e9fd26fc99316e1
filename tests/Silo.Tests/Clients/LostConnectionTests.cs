using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Testing;
using Orleans.Runtime;
using Xunit;

namespace Ballast.Silo.Tests.Clients;

/// <summary>What watchers see when the client loses its gateways.</summary>
public sealed class LostConnectionTests
{
    private readonly ClusterLink _link = new();
    private readonly IGrainFactory _factory;
    private readonly StubGrains _stubs;

    public LostConnectionTests()
    {
        (_factory, _stubs) = StubGrains.Create();
        _stubs.Add<ICatalogGrain>((_, _, _) => Task.FromResult(true));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_whose_connection_is_lost_says_so_and_goes_on_once_it_is_back()
    {
        var opened = 0;
        _stubs.Add<IPortfolioGrain>((_, _, _) => ++opened == 1 ? Unanswered(ClientTests.Whole(3, 8)) : _link.IsLost ? Refused<PortfolioUpdate>() : Unanswered(ClientTests.Whole(3, 8)));
        _link.Count(0, 1);

        await using var views = Client().WatchPortfolio("main", Token).GetAsyncEnumerator(Token);
        Assert.True(await views.MoveNextAsync());
        var waiting = views.MoveNextAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        _link.Count(1, 0);

        Assert.True(await waiting.WaitAsync(Waiting.Patience, Token));
        Assert.Equal((true, false, null, 8), (views.Current.IsDisconnected, views.Current.Complete, views.Current.Total, views.Current.Version));
        Assert.Equal(["the connection to the cluster is lost"], views.Current.Missing);

        // The outage is told once, and the same version is news after it.
        var back = views.MoveNextAsync().AsTask();
        _link.Count(0, 1);
        Assert.True(await back.WaitAsync(Waiting.Patience, Token));
        Assert.Equal((false, true, 0m), (views.Current.IsDisconnected, views.Current.Complete, views.Current.Total));
    }

    [Fact]
    public async Task A_lost_connection_to_one_of_several_gateways_opens_watches_again_without_a_word()
    {
        var opened = 0;
        _stubs.Add<IOrderBookGrain>((_, _, _) => ++opened == 1 ? Unanswered(ClientTests.Page(5)) : Unanswered(ClientTests.Page(9)));
        _link.Count(1, 2);

        await using var pages = Client().WatchTrades(InstrumentId.Parse("a/X"), default, Token).GetAsyncEnumerator(Token);
        Assert.True(await pages.MoveNextAsync());
        var waiting = pages.MoveNextAsync().AsTask();
        _link.Count(2, 1);

        Assert.True(await waiting.WaitAsync(Waiting.Patience, Token));
        Assert.Equal((false, ClientTests.Page(9).Next), (pages.Current.IsDisconnected, pages.Current.Next));
    }

    private static async IAsyncEnumerable<T> Refused<T>()
    {
        await Task.Yield();
        foreach (var never in Array.Empty<T>())
        {
            yield return never;
        }

        throw new SiloUnavailableException();
    }

    private BallastClient Client()
    {
        var retry = new Retry(TimeSpan.FromSeconds(30), TimeProvider.System);
        return new(_factory, retry, new(_link, TimeProvider.System), new(_factory, retry));
    }

    /// <summary>The items, and then nothing, as from a silo that is gone.</summary>
    private static async IAsyncEnumerable<T> Unanswered<T>(params T[] items)
    {
        foreach (var item in items)
        {
            yield return item;
        }

        await new TaskCompletionSource().Task;
    }
}
