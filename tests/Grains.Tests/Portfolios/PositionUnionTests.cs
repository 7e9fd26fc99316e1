using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Positions that portfolios send to their parents, without grains.</summary>
public sealed class PositionUnionTests
{
    [Fact]
    public void Positions_through_a_tree_are_those_of_the_union_for_200_random_trees()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (firm, all) = RandomTree.Grow(seed);
            var union = SubtreePositions.InOrder(all.SelectMany(node => node.Own.Values).SelectMany(push => push.Positions));
            var direct = NaiveView.Of(new() { Portfolio = "firm", Positions = union, Translations = all.ToDictionary(n => n.Name, n => n.Translation) }, RandomTree.Table, "USDT");
            var rolled = RandomTree.View("firm", firm.Positions(), firm.Translations());

            Assert.True(direct.Positions.SequenceEqual(rolled.Positions), $"seed {seed}");
            Assert.True(direct.TotalsBySettle.SequenceEqual(rolled.TotalsBySettle), $"seed {seed}");
            Assert.True(
                (direct.Total, direct.Realized, direct.Unrealized, direct.Fees, direct.Funding, direct.Attribution)
                == (rolled.Total, rolled.Realized, rolled.Unrealized, rolled.Fees, rolled.Funding, rolled.Attribution),
                $"seed {seed}");
            Assert.True(rolled.Attribution!.Holds && rolled.Total is not null, $"seed {seed}");

            // Parts over the portfolios add up to the firm's, the translation of each among them.
            var alone = all.Select(n => RandomTree.View(n.Name, SubtreePositions.InOrder(n.Own.Values.SelectMany(p => p.Positions)), new() { [n.Name] = n.Translation })).ToArray();
            Assert.True(Near(alone.Sum(v => v.Total!.Value), rolled.Total!.Value), $"seed {seed}");
            Assert.True(Near(alone.Sum(v => v.Attribution!.Fx!.Value), rolled.Attribution.Fx!.Value), $"seed {seed}");
        }
    }

    [Fact]
    public void What_is_missing_is_named_with_the_way_to_it()
    {
        var subtree = new SubtreePositions("firm");
        subtree.SetChildren(["desk", "other"]);
        Assert.Equal(PushOutcome.Changed, subtree.Apply(Push("desk", 1, ["book: a/b has not answered"]), 5, []));

        Assert.Equal(["desk: book: a/b has not answered", "other has not answered"], subtree.Missing(_ => false));
        Assert.Equal(["desk has not answered", "other has not answered"], subtree.Missing(heard => heard == 5));
    }

    [Fact]
    public void Changes_of_something_never_told_and_of_strangers_are_refused()
    {
        var subtree = new SubtreePositions("firm");
        subtree.SetChildren(["desk"]);

        Assert.Equal(PushOutcome.Refused, subtree.Apply(Push("desk", 1, []) with { IsWhole = false }, 0, []));
        Assert.Equal(PushOutcome.Refused, subtree.Apply(Push("stranger", 1, []), 0, []));
        Assert.Equal(PushOutcome.Changed, subtree.Apply(Push("desk", 2, []), 0, []));
        Assert.Equal(PushOutcome.Unchanged, subtree.Apply(Push("desk", 1, ["old"]), 0, []));
        Assert.Empty(subtree.Missing(_ => false));
    }

    private static bool Near(decimal left, decimal right) => Math.Abs(left - right) <= 1e-12m * Math.Max(1, Math.Abs(right));

    private static PortfolioPush Push(string name, long sequence, string[] missing) => new()
    {
        Portfolio = name,
        Activation = Guid.Empty,
        Sequence = sequence,
        IsWhole = true,
        Positions = [],
        Holders = [new(name, FxTranslation.Empty)],
        Missing = missing,
        Points = [],
        ClosesPoints = false,
        PointsFrom = null,
    };
}
