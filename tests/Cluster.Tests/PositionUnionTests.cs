using Ballast.Grains.Portfolios;

namespace Ballast.Cluster.Tests;

/// <summary>What portfolios tell their parents, without grains.</summary>
public sealed class PositionUnionTests
{
    private static readonly string[] Assets = ["USDT", "USDC", "BTC", "ETH"];

    private static readonly FxTable Table = FxTable.Empty with
    {
        Version = 7,
        Quotes =
        [
            new("USDC", "USDT", 0.9998m, default),
            new("BTC", "USDT", 60_123.45m, default),
            new("ETH", "USDT", 2_501.7m, default),
        ],
    };

    [Fact]
    public void Positions_through_a_tree_are_those_of_the_union_for_200_random_trees()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var all = new List<Node>();
            var firm = Grow(random, "firm", 0, all);
            for (var round = 0; round < 3; round++)
            {
                // Later rounds tell changes only, and some of them twice or in the wrong order.
                all.ForEach(node => node.Trade(random, round));
                Rise(firm, random, isWhole: round == 0);
            }

            var direct = View("firm", PositionUnion.InOrder(all.SelectMany(node => node.Own.Values).SelectMany(push => push.Positions)), all.ToDictionary(n => n.Name, n => n.Translation));
            var rolled = View("firm", firm.Positions(), firm.Translations());

            Assert.True(direct.Positions.SequenceEqual(rolled.Positions), $"seed {seed}");
            Assert.True(direct.TotalsBySettle.SequenceEqual(rolled.TotalsBySettle), $"seed {seed}");
            Assert.True(
                (direct.Total, direct.Realized, direct.Unrealized, direct.Fees, direct.Funding, direct.Attribution)
                == (rolled.Total, rolled.Realized, rolled.Unrealized, rolled.Fees, rolled.Funding, rolled.Attribution),
                $"seed {seed}");
            Assert.True(rolled.Attribution!.Holds && rolled.Total is not null, $"seed {seed}");

            // Parts over the portfolios add up to the firm's, the translation of each among them.
            var alone = all.Select(n => View(n.Name, PositionUnion.InOrder(n.Own.Values.SelectMany(p => p.Positions)), new() { [n.Name] = n.Translation })).ToArray();
            Assert.True(Near(alone.Sum(v => v.Total!.Value), rolled.Total!.Value), $"seed {seed}");
            Assert.True(Near(alone.Sum(v => v.Attribution!.Fx!.Value), rolled.Attribution.Fx!.Value), $"seed {seed}");
        }
    }

    [Fact]
    public void What_is_missing_is_named_with_the_way_to_it()
    {
        var union = new PositionUnion("firm");
        union.SetChildren(["desk", "other"]);
        Assert.Equal(true, union.Take(Push("desk", 1, ["book: a/b has not answered"]), 5, []));

        Assert.Equal(["desk: book: a/b has not answered", "other has not answered"], union.Missing(_ => false));
        Assert.Equal(["desk has not answered", "other has not answered"], union.Missing(heard => heard == 5));
    }

    [Fact]
    public void Changes_of_something_never_told_and_of_strangers_are_refused()
    {
        var union = new PositionUnion("firm");
        union.SetChildren(["desk"]);

        Assert.Null(union.Take(Push("desk", 1, []) with { IsWhole = false }, 0, []));
        Assert.Null(union.Take(Push("stranger", 1, []), 0, []));
        Assert.Equal(true, union.Take(Push("desk", 2, []), 0, []));
        Assert.Equal(false, union.Take(Push("desk", 1, ["old"]), 0, []));
        Assert.Empty(union.Missing(_ => false));
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
    };

    private static PortfolioView View(string name, PositionView[] positions, Dictionary<string, FxTranslation> translations) =>
        PortfolioFigures.View(name, positions, [], [], Table, translations, "USDT");

    private static Node Grow(Random random, string name, int depth, List<Node> all)
    {
        var node = new Node(name, random);
        all.Add(node);
        for (var i = depth < 5 ? random.Next(depth == 0 ? 1 : 0, 4) : 0; i > 0; i--)
        {
            node.Children.Add(Grow(random, $"{name}-{i}", depth + 1, all));
        }

        node.Below.SetChildren(node.Children.Select(child => child.Name));
        return node;
    }

    private static void Rise(Node node, Random random, bool isWhole)
    {
        foreach (var child in node.Children)
        {
            Rise(child, random, isWhole);
            var old = child.Last;
            var push = child.Tell(isWhole);
            Assert.NotNull(node.Below.Take(push, 0, node.Changed));
            if (random.Next(3) == 0)
            {
                Assert.Equal(false, node.Below.Take(random.Next(2) == 0 ? push : old ?? push, 0, node.Changed));
            }
        }
    }

    private sealed class Node(string name, Random random)
    {
        private readonly Guid _activation = Guid.NewGuid();
        private long _told;

        internal string Name => name;

        internal List<Node> Children { get; } = [];

        internal PositionUnion Below { get; } = new(name);

        internal HashSet<(string, InstrumentId)> Changed { get; } = [];

        internal Dictionary<InstrumentId, PositionPush> Own { get; } = [];

        internal PortfolioPush? Last { get; private set; }

        internal FxTranslation Translation { get; } = FxTranslation.Empty.Close(
            new(60_000_000),
            [.. Assets.Order(StringComparer.Ordinal).Select(asset => SettledProfit.None(asset).Add("x", Parts(random)))],
            asset => asset == "USDT" ? 1 : Money(random, 3));

        internal void Trade(Random random, int round)
        {
            for (var i = random.Next(4); i > 0; i--)
            {
                var settle = Assets[random.Next(Assets.Length)];
                var kind = settle switch { "USDT" => (ContractKind)random.Next(2), "ETH" => ContractKind.Inverse, "BTC" => ContractKind.Quanto, _ => ContractKind.Linear };
                var id = new InstrumentId("venue", $"{kind}-{settle}");
                Own[id] = new()
                {
                    Instrument = id,
                    Epoch = 1,
                    Version = round + (10 * i),
                    JournalLength = 0,
                    Positions = [.. Enumerable.Range(0, random.Next(1, 3)).Select(a => Position(id, $"account{a}", kind, settle, random))],
                };
                Own[id] = Own[id] with { Version = ++_told };
                Changed.Add((name, id));
            }
        }

        internal PositionView[] Positions() =>
            PositionUnion.InOrder(Own.Values.Concat(Below.Positions().Select(p => p.Push)).SelectMany(push => push.Positions));

        internal Dictionary<string, FxTranslation> Translations() => new(Below.Holders()) { [name] = Translation };

        internal PortfolioPush Tell(bool isWhole)
        {
            var known = Own.Values.Select(push => new HeldPosition(name, push)).Concat(Below.Positions());
            Last = new()
            {
                Portfolio = name,
                Activation = _activation,
                Sequence = ++_told,
                IsWhole = isWhole,
                Positions = [.. known.Where(p => isWhole || Changed.Contains((p.Holder, p.Push.Instrument)))],
                Holders = [.. Translations().Select(t => new PositionHolder(t.Key, t.Value))],
                Missing = [],
            };
            Changed.Clear();
            return Last;
        }

        private PositionView Position(InstrumentId id, string account, ContractKind kind, string settle, Random random)
        {
            var parts = Parts(random);
            return new()
            {
                Instrument = id,
                Account = account,
                Portfolio = name,
                Quantity = Money(random, 3),
                OpenCost = Money(random, 8),
                AverageEntry = null,
                Realized = Money(random, 8),
                Unrealized = Money(random, 8),
                Fees = parts.Fees!.Value,
                FeesUnconverted = new Dictionary<string, decimal>(),
                Funding = parts.Funding,
                Total = parts.Total,
                Reason = null,
                Mark = 100,
                MarkSource = MarkSource.Mid,
                MarkTime = default(Instant),
                Settle = settle,
                Contract = new(kind, 1),
                Fills = 1,
                LastFillAt = default,
                StateHash = "",
                Attribution = parts,
            };
        }

        private static Attribution Parts(Random random)
        {
            var (spread, inventory, basis, fees, funding) = (Money(random, 8), Money(random, 8), Money(random, 8), Money(random, 8), Money(random, 8));
            return Attribution.Zero with
            {
                Spread = spread,
                Inventory = inventory,
                MarkBasis = basis,
                Fees = fees,
                Funding = funding,
                Total = spread + inventory + basis - fees + funding,
            };
        }

        private static decimal Money(Random random, int digits) => Math.Round((decimal)((random.NextDouble() * 2000) - 900), digits);
    }
}
