using Ballast.Client.Streams;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Ballast.Silo.Tests.Streams;

public sealed class ByteBudgetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Those_who_find_no_room_are_let_in_in_order()
    {
        var budget = new ByteBudget(100, _time);
        Assert.True(await budget.Take(80, Patience));
        var large = budget.Take(90, Patience);
        var small = budget.Take(10, Patience);
        Assert.False(large.IsCompleted || small.IsCompleted);
        Assert.False(budget.TryTake(1));

        budget.Give(80);
        Assert.True(await large);
        Assert.True(await small);
        Assert.Equal(100, budget.Used);
    }

    [Fact]
    public async Task Who_waits_too_long_goes_away_and_takes_no_room()
    {
        var budget = new ByteBudget(100, _time);
        Assert.True(budget.TryTake(100));
        var waiting = budget.Take(50, Patience);
        _time.Advance(Patience);

        Assert.False(await waiting);
        budget.Give(100);
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void More_than_the_whole_is_let_in_alone()
    {
        var budget = new ByteBudget(100, _time);
        Assert.True(budget.TryTake(500));
        Assert.False(budget.TryTake(1));
        budget.Give(500);
        Assert.True(budget.TryTake(1));
    }
}
