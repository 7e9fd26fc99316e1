using Ballast.Grains.Inventory.Ledgers.Folds;

namespace Ballast.Grains.Tests.Journaling.Folds;

/// <summary>When a thousand inventories of a silo fold their journals at once.</summary>
public sealed class FoldTurnsTests
{
    private const int Many = 1_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_few_short_journals_are_folded_at_once_and_none_waits_for_a_long_one()
    {
        using var turns = new FoldTurns();
        var never = new TaskCompletionSource<int>();
        var longer = turns.Run(turns.Short + 1, () => never.Task, Token);
        var (running, most) = (0, 0);

        var folds = Enumerable.Range(0, Many).Select(i => turns.Run(
            turns.Short,
            async () =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return i;
            },
            Token));

        Assert.Equal(Enumerable.Range(0, Many), await Task.WhenAll(folds).WaitAsync(Waiting.Patience, Token));
        Assert.InRange(most, 1, FoldTurns.ShortAtOnce);
        Assert.False(longer.IsCompleted);
        never.SetResult(0);
        await longer;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = most; value > known; known = most)
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }
}
