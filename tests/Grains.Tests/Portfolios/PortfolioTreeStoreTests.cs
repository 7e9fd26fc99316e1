using Ballast.Grains.Portfolios.Tree;
using Ballast.Grains.Tests.Journaling;
using Ballast.Silo.Storage;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>The stored tree of portfolios, on Redis and on the embedded store.</summary>
public sealed class PortfolioTreeStoreTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task A_link_is_there_until_it_is_replaced_or_removed(string name)
    {
        var tree = stores.Tree(name);
        var (desk, firm, other) = (Some.Unique("desk"), Some.Unique("firm"), Some.Unique("firm"));

        await tree.SetParent(desk, firm, Token);
        Assert.Equal(firm, (await tree.ReadLinks(Token))[desk]);
        await tree.SetParent(desk, other, Token);
        Assert.Equal(other, (await tree.RecentLinks(Token))[desk]);
        await tree.SetParent(desk, null, Token);
        Assert.False((await tree.RecentLinks(Token)).ContainsKey(desk));
    }

    [Theory, MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task A_circle_and_a_tree_too_deep_are_refused_and_change_nothing(string name)
    {
        var tree = stores.Tree(name);
        var names = Enumerable.Range(0, IPortfolioTree.MaxAbove + 2).Select(_ => Some.Unique("deep")).ToArray();
        for (var i = 0; i < IPortfolioTree.MaxAbove; i++)
        {
            await tree.SetParent(names[i + 1], names[i], Token);
        }

        var deep = await Assert.ThrowsAsync<ArgumentException>(() => tree.SetParent(names[^1], names[^2], Token));
        Assert.Contains("at most 32 may be above one", deep.Message, StringComparison.Ordinal);
        var circle = await Assert.ThrowsAsync<ArgumentException>(() => tree.SetParent(names[0], names[2], Token));
        Assert.Contains($"{names[2]} in {names[1]} in {names[0]}", circle.Message, StringComparison.Ordinal);
        var links = await tree.ReadLinks(Token);
        Assert.False(links.ContainsKey(names[^1]) || links.ContainsKey(names[0]));
    }

    [Theory, MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task Of_sets_at_once_that_would_close_a_circle_one_is_refused(string name)
    {
        var tree = stores.Tree(name);
        for (var i = 0; i < 50; i++)
        {
            var names = Enumerable.Range(0, 4).Select(_ => Some.Unique("ring")).ToArray();
            var sets = names.Select((portfolio, at) => Task.Run(() => tree.SetParent(portfolio, names[(at + 1) % 4], Token))).ToArray();
            await Assert.ThrowsAsync<ArgumentException>(() => Task.WhenAll(sets));
            Assert.Equal(1, sets.Count(set => set.IsFaulted));
        }
    }
}
