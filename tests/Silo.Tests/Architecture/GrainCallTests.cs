using System.Reflection;
using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Inventory;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.Portfolios;
using Ballast.Silo.Tests.Architecture.SampleGrains;
using Xunit;

namespace Ballast.Silo.Tests.Architecture;

public sealed class GrainCallTests
{
    private static readonly Assembly GrainAssembly = typeof(GrainServices).Assembly;

    // The silo implements interfaces that grains call, such as feed connections and stores.
    private static readonly Lazy<IReadOnlyList<GrainCall>> Calls = new(() =>
        new GrainCalls(GrainAssembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(Grain))), GrainAssembly, typeof(HostSettings).Assembly).Find());

    [Fact]
    public void Grains_never_wait_for_each_other_in_a_circle() => Assert.Empty(Waits(Calls.Value));

    [Theory]
    [InlineData(typeof(OrderBookGrain), typeof(IFeedGrain), nameof(IFeedGrain.Acknowledge))]
    [InlineData(typeof(OrderBookGrain), typeof(IMidSubscriber), nameof(IMidSubscriber.OnMids))]
    [InlineData(typeof(InventoryGrain), typeof(IPortfolioGrain), nameof(IPortfolioGrain.RecordMember))]
    [InlineData(typeof(InventoryGrain), typeof(IPortfolioGrain), nameof(IPortfolioGrain.OnPositions))]
    [InlineData(typeof(PortfolioGrain), typeof(IInventoryGrain), nameof(IInventoryGrain.GetPosition))]
    [InlineData(typeof(PortfolioGrain), typeof(IFxGrain), nameof(IFxGrain.GetTable))]
    [InlineData(typeof(PortfolioGrain), typeof(IOrderBookGrain), nameof(IOrderBookGrain.GetSamples))]
    [InlineData(typeof(FeedGrain), typeof(IFxGrain), nameof(IFxGrain.Add))]
    public void The_walk_sees_calls_made_in_async_code_lambdas_and_shared_services(Type caller, Type contract, string method) =>
        Assert.Contains(Calls.Value, call => call.Caller == caller && call.Method.DeclaringType == contract && call.Method.Name == method);

    [Fact]
    public void Calls_to_a_contract_reach_every_grain_that_implements_it() =>
        Assert.Equal(2, Calls.Value.Where(call => call.Method.Name == nameof(IMidSubscriber.OnMids)).Select(call => call.Target).Distinct().Count());

    [Fact]
    public void A_circle_through_a_lambda_a_service_and_another_thread_is_found()
    {
        var cycle = Waits(SampleCalls(typeof(SampleDesk), typeof(SampleBook)));
        Assert.Equal(
            ["SampleBook calls ISampleDesk.Report of SampleDesk", "SampleDesk calls ISampleBook.Close of SampleBook"],
            cycle.Select(call => call.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Calls_that_interleave_go_one_way_or_enumerate_close_no_circle()
    {
        var calls = SampleCalls(typeof(SampleDesk), typeof(SamplePoliteBook));
        Assert.Equal(
            ["Close", "Follow", "Glance", "Tell"],
            calls.Select(call => call.Method.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["Close"], calls.Where(call => call.IsBlocking).Select(call => call.Method.Name));
        Assert.Empty(Waits(calls));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("ab bc ac cd", "")]
    [InlineData("aa", "aa")]
    [InlineData("ab bc cb", "bc cb")]
    [InlineData("ab ac bd cd de ea", "ab bd de ea")]
    [InlineData("ab cd dc", "cd dc")]
    public void A_cycle_is_found_exactly_when_there_is_one(string edges, string cycle) =>
        Assert.Equal(
            cycle.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Cycle.Find(edges.Split(' ', StringSplitOptions.RemoveEmptyEntries), edge => edge[0], edge => edge[1]));

    private static IReadOnlyList<GrainCall> SampleCalls(params Type[] grains) => new GrainCalls(grains, typeof(SampleDesk).Assembly).Find();

    private static IReadOnlyList<GrainCall> Waits(IEnumerable<GrainCall> calls) =>
        Cycle.Find(calls.Where(call => call.IsBlocking), call => call.Caller, call => call.Target);
}
