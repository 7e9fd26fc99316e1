using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Exposure;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios;
using Ballast.Grains.Portfolios.Risk;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Risk of a parent, without grains: its view is made through the tree, its inputs as for every portfolio.</summary>
public sealed class PositionUnionRiskTests
{
    private static readonly string[] Methods = [RiskMethods.Historical, RiskMethods.Normal, RiskMethods.EwmaNormal];

    [Fact]
    public async Task Risk_and_exposure_through_a_tree_are_those_of_the_union_for_200_random_trees()
    {
        var compared = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var (firm, all) = RandomTree.Grow(seed);
            var options = new RiskOptions { Window = 120, Confidence = 0.95 };
            var series = Series(seed);
            Task<SampleSeries> Get(InstrumentId id) => Task.FromResult(series[id]);

            // The positions of a single portfolio without children, in the order of a view.
            var everything = all.SelectMany(node => node.Own.Values).SelectMany(push => push.Positions).ToArray();
            PositionView[] ordered = [.. everything.OrderBy(p => p.Instrument).ThenBy(p => p.Portfolio, StringComparer.Ordinal).ThenBy(p => p.Account, StringComparer.Ordinal)];
            var direct = Inputs(ordered, options, series);
            var rolled = await PortfolioRisk.Read(View(firm.Positions()), RandomTree.Table, options, Get);
            Assert.True(direct.Legs.SequenceEqual(rolled.Legs), $"seed {seed}");
            Assert.True(direct.Rates.Keys.SequenceEqual(rolled.Rates.Keys), $"seed {seed}");
            Assert.True(direct.Balances.SequenceEqual(rolled.Balances), $"seed {seed}");

            var (wanted, found) = (RiskComputation.Compute(direct, null, Methods), RiskComputation.Compute(rolled, null, Methods));
            Assert.True(wanted.Figures.SequenceEqual(found.Figures), $"seed {seed}");
            Assert.True(wanted.Components.SequenceEqual(found.Components), $"seed {seed}");
            Assert.True((wanted.AsOf, wanted.Observations) == (found.AsOf, found.Observations) && found.Missing.Count == 0, $"seed {seed}");

            // In another order and without the names of who holds it, so that only rounding differs.
            var mixed = ordered.Select(p => p with { Portfolio = "firm" }).ToArray();
            new Random(seed).Shuffle(mixed);
            var other = RiskComputation.Compute(Inputs(mixed, options, series), null, Methods);
            var size = Math.Max(1, other.Components.Sum(component => Math.Abs(component.Exposure)));
            Assert.All(other.Figures.Zip(found.Figures), pair => Assert.True(
                Near(pair.First.ValueAtRisk, pair.Second.ValueAtRisk, size) && Near(pair.First.ExpectedShortfall, pair.Second.ExpectedShortfall, size), $"seed {seed}"));

            var (exposed, through) = (Exposed(ordered), Exposed(firm.Positions()));
            Assert.True((exposed.GrossNotional, exposed.NetNotional) == (through.GrossNotional, through.NetNotional), $"seed {seed}");
            Assert.True(exposed.Assets.SequenceEqual(through.Assets) && through.Missing.Count == 0, $"seed {seed}");
            Assert.True(Naive(everything) is var (gross, net) && Near(gross, through.GrossNotional!.Value) && Near(net, through.NetNotional!.Value), $"seed {seed}");
            compared += found.Figures.All(figure => figure.ValueAtRisk is not null && figure.ExpectedShortfall is not null) ? 1 : 0;
        }

        // A tree that traded nothing, or one in which nothing moves, has no figure to compare.
        TestContext.Current.TestOutputHelper!.WriteLine($"seeds 0 to 199, {compared} of them with figures");
        Assert.InRange(compared, 190, 200);
    }

    private static bool Near(double? left, double? right, double size) =>
        left is { } a && right is { } b ? Math.Abs(a - b) <= 1e-12 * size : left is null && right is null;

    private static bool Near(decimal left, decimal right) => Math.Abs(left - right) <= 1e-12m * Math.Max(1, Math.Abs(right));

    private static PortfolioView View(PositionView[] positions) =>
        RandomTree.View("firm", positions, []);

    /// <summary>From positions and quotes alone.</summary>
    private static RiskInputs Inputs(PositionView[] positions, RiskOptions options, Dictionary<InstrumentId, SampleSeries> series)
    {
        var held = positions.Where(p => p.Quantity != 0).ToArray();
        var rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) };
        foreach (var quote in RandomTree.Table.Quotes)
        {
            rates[quote.Base] = new(quote.Base, quote.Mid, [new(quote.Source!.Value, false)]);
        }

        var settles = positions.Select(p => p.Settle).Distinct().Order(StringComparer.Ordinal).ToArray();
        RiskBalance[] balances =
        [
            .. settles.Select(settle => new RiskBalance(settle, positions.Where(p => p.Settle == settle).Sum(p => p.Total!.Value))).Where(balance => balance.Amount != 0),
        ];
        return new()
        {
            Currency = "USDT",
            Legs = [.. held.Select(p => new RiskLeg(p.Instrument, p.Contract, p.Quantity, p.Mark!.Value, p.Settle))],
            Rates = new SortedDictionary<string, FxLeg>(settles.ToDictionary(s => s, s => rates[s]), StringComparer.Ordinal),
            Samples =
            [
                .. held.Select(p => p.Instrument)
                    .Concat(held.Select(p => p.Settle).Concat(balances.Select(b => b.Asset)).SelectMany(asset => rates[asset].Hops).Select(hop => hop.Instrument))
                    .Distinct().Order().Select(id => series[id]),
            ],
            Settings = options.ToSettings(),
            Balances = balances,
        };
    }

    private static ExposureFigures Exposed(PositionView[] positions) => ExposureComputation.Of(
        [.. positions.Select(p => PortfolioExposure.Ledger(p, RandomTree.Contracts.First(terms => terms.Id == p.Instrument)))],
        RandomTree.Table,
        "USDT",
        MarginTerms.None);

    /// <summary>Gross and net notional by hand; an inverse contract's value falls with its quantity.</summary>
    private static (decimal Gross, decimal Net) Naive(PositionView[] positions)
    {
        var notionals = positions.Select(p =>
            p.Quantity * Math.Abs(p.Contract.At(p.Mark!.Value)) * (p.Settle == "USDT" ? 1 : RandomTree.Table.Quotes.Single(q => q.Base == p.Settle).Mid)).ToArray();
        return (notionals.Sum(Math.Abs), notionals.Sum());
    }

    private static Dictionary<InstrumentId, SampleSeries> Series(int seed)
    {
        var random = new Random(seed);
        return RandomTree.Contracts.Select(terms => terms.Id).Concat(RandomTree.Table.Quotes.Select(quote => quote.Source!.Value))
            .ToDictionary(id => id, id => new SampleSeries(id, 1_000, Walk(random)));
    }

    private static double[] Walk(Random random)
    {
        var mids = new double[150];
        mids[0] = random.Next(1, 1_000);
        for (var i = 1; i < mids.Length; i++)
        {
            mids[i] = mids[i - 1] * Math.Exp((random.NextDouble() - 0.5) * 0.02);
        }

        return mids;
    }
}
