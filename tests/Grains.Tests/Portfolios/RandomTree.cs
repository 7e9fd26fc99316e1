using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.Marks;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>A portfolio of a random tree, without grains: it holds real contracts and sends its parent the same pushes as the grain.</summary>
internal sealed class RandomTree(string name, Random random)
{
    internal static readonly FxTable Table = FxTable.Empty with
    {
        Version = 7,
        Quotes = [Quote("USDC", 0.9998m), Quote("BTC", 60_123.45m), Quote("ETH", 2_501.7m), Quote("XRP", 0.61m)],
    };

    /// <summary>Every kind of contract, settled in four assets.</summary>
    internal static readonly Instrument[] Contracts =
    [
        Terms("BTC/USDT", ContractKind.Spot, "BTC", "USDT", "USDT", 1),
        Terms("BTCUSDT", ContractKind.Linear, "BTC", "USDT", "USDT", 0.001m),
        Terms("ETHUSDC", ContractKind.Linear, "ETH", "USDC", "USDC", 1),
        Terms("ETHUSD", ContractKind.Inverse, "ETH", "USDT", "ETH", 10),
        Terms("XRPUSD", ContractKind.Quanto, "XRP", "USDT", "BTC", 0.0002m),
    ];

    private readonly Guid _activation = Guid.NewGuid();
    private long _told;

    internal string Name => name;

    internal List<RandomTree> Children { get; } = [];

    internal SubtreePositions Below { get; } = new(name);

    internal HashSet<(string, InstrumentId)> Changed { get; } = [];

    internal Dictionary<InstrumentId, PositionPush> Own { get; } = [];

    internal PortfolioPush? Last { get; private set; }

    internal FxTranslation Translation { get; } = FxTranslation.Empty.Close(
        new(60_000_000),
        [.. new[] { "BTC", "ETH", "USDC", "USDT" }.Select(asset => SettledProfit.None(asset).Add("x", Parts(random)))],
        asset => asset == "USDT" ? 1 : Money(random, 3));

    /// <summary>A tree that traded and sent pushes in three rounds. Later rounds send only changes, some of them twice or in the wrong order.</summary>
    internal static (RandomTree Firm, List<RandomTree> All) Grow(int seed)
    {
        var random = new Random(seed);
        var all = new List<RandomTree>();
        var firm = Grow(random, "firm", 0, all);
        for (var round = 0; round < 3; round++)
        {
            all.ForEach(node => node.Trade());
            firm.Rise(isWhole: round == 0);
        }

        return (firm, all);
    }

    internal PositionView[] Positions() =>
        SubtreePositions.InOrder(Own.Values.Concat(Below.Positions().Select(p => p.Push)).SelectMany(push => push.Positions));

    internal static PortfolioView View(string name, PositionView[] positions, Dictionary<string, FxTranslation> translations)
    {
        var rates = new TableRates("USDT");
        rates.Use(Table);
        return PortfolioFigures.View(
            new() { Portfolio = name, TranslationOf = holder => translations.GetValueOrDefault(holder, FxTranslation.Empty) }, new(name, positions), rates);
    }

    internal Dictionary<string, FxTranslation> Translations() => new(Below.Holders()) { [name] = Translation };

    private static RandomTree Grow(Random random, string name, int depth, List<RandomTree> all)
    {
        var node = new RandomTree(name, random);
        all.Add(node);
        for (var i = depth < 5 ? random.Next(depth == 0 ? 1 : 0, 4) : 0; i > 0; i--)
        {
            node.Children.Add(Grow(random, $"{name}-{i}", depth + 1, all));
        }

        node.Below.SetChildren(node.Children.Select(child => child.Name));
        return node;
    }

    private void Rise(bool isWhole)
    {
        foreach (var child in Children)
        {
            child.Rise(isWhole);
            var old = child.Last;
            var push = child.Tell(isWhole);
            Assert.NotEqual(PushOutcome.Refused, Below.Apply(push, 0, Changed));
            if (random.Next(3) == 0)
            {
                Assert.Equal(PushOutcome.Unchanged, Below.Apply(random.Next(2) == 0 ? push : old ?? push, 0, Changed));
            }
        }
    }

    private void Trade()
    {
        for (var i = random.Next(4); i > 0; i--)
        {
            var terms = Contracts[random.Next(Contracts.Length)];
            Own[terms.Id] = new()
            {
                Instrument = terms.Id,
                Epoch = 1,
                Version = ++_told,
                JournalLength = 0,
                Positions = [.. Enumerable.Range(0, random.Next(1, 3)).Select(a => Position(terms, $"account{a}"))],
            };
            Changed.Add((name, terms.Id));
        }
    }

    private PortfolioPush Tell(bool isWhole)
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
            Points = [],
            ClosesPoints = false,
            PointsFrom = null,
        };
        Changed.Clear();
        return Last;
    }

    private PositionView Position(Instrument terms, string account)
    {
        var parts = Parts(random);
        return new()
        {
            Instrument = terms.Id,
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
            Mark = random.Next(50_000, 70_000) / 100m,
            MarkSource = MarkSource.Mid,
            MarkTime = default(Instant),
            Settle = terms.Settle,
            Contract = terms.Contract,
            Fills = 1,
            LastFillAt = default,
            StateHash = "",
            Attribution = parts,
        };
    }

    private static PnlAttribution Parts(Random random)
    {
        var (spread, inventory, basis, fees, funding) = (Money(random, 8), Money(random, 8), Money(random, 8), Money(random, 8), Money(random, 8));
        return PnlAttribution.Zero with
        {
            Spread = spread,
            Inventory = inventory,
            MarkBasis = basis,
            Fees = fees,
            Funding = funding,
            Total = spread + inventory + basis - fees + funding,
        };
    }

    /// <summary>A random amount, negative nearly as often as positive.</summary>
    private static decimal Money(Random random, int digits) => Math.Round((decimal)((random.NextDouble() * 2000) - 900), digits);

    private static FxQuote Quote(string asset, decimal mid) => new(asset, "USDT", mid, default, new InstrumentId("spot", $"{asset}/USDT"));

    private static Instrument Terms(string symbol, ContractKind kind, string baseAsset, string quote, string settle, decimal multiplier) =>
        new() { Id = new("venue", symbol), Kind = kind, Base = baseAsset, Quote = quote, Settle = settle, Multiplier = multiplier };
}
