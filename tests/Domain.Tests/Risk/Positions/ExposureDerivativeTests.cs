using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Exposure;
using Xunit;
using static Ballast.Domain.Tests.Risk.Positions.SomeExposures;

namespace Ballast.Domain.Tests.Risk.Positions;

/// <summary>Net exposures against bumps of the portfolio's worth, worked out without any of their formulas.</summary>
public sealed class ExposureDerivativeTests
{
    private const int Portfolios = 500;
    private static readonly string[] Assets = ["BTC", "ETH", "SOL", "USD", "USDT", "EUR"];

    [Fact]
    public void Net_exposure_is_the_change_of_worth_by_the_assets_price_and_their_values_add_up_to_the_total()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var n = 0; n < Portfolios; n++)
        {
            var currency = Assets[random.Next(Assets.Length)];
            var prices = Assets.ToDictionary(asset => asset, asset => asset == currency ? 1m : Math.Round((decimal)Math.Exp((random.NextDouble() * 12) - 4), 6));
            ExposedLedger[] ledgers = [.. Enumerable.Range(0, random.Next(1, 9)).Select(i => Ledger(random, prices, i))];

            var exposure = ExposureComputation.Of(ledgers, Rates(currency, [.. prices.Select(p => (p.Key, p.Value))]), currency, MarginTerms.None);

            Assert.Empty(exposure.Missing);
            var scale = ledgers.Sum(l => Math.Abs(Worth(l, prices)) + (Math.Abs((double)(l.Notional ?? 0)) * (double)prices[l.Terms.Settle])) + 1;
            foreach (var asset in exposure.Assets)
            {
                var bump = 1e-5 * (double)prices[asset.Asset];
                var slope = (ledgers.Sum(l => Worth(l, Moved(prices, asset.Asset, bump))) - ledgers.Sum(l => Worth(l, Moved(prices, asset.Asset, -bump)))) / (2 * bump);
                Near(slope * (double)prices[asset.Asset], asset.NetValue, scale, $"seed {seed}, {n}: {asset.Asset}");
            }

            Near(ledgers.Sum(l => Worth(l, prices)), exposure.Assets.Sum(a => a.NetValue), scale, $"seed {seed}, {n}: all");
        }
    }

    /// <summary>Cash and position of a ledger, in the outside currency that assets are priced in.</summary>
    private static double Worth(ExposedLedger ledger, IReadOnlyDictionary<string, decimal> prices)
    {
        var terms = ledger.Terms;
        var price = (double)prices[terms.Base] / (double)prices[terms.Quote];
        var total = (double)(ledger.Realized - ledger.Fees! + ledger.Funding!).Value + ((double)ledger.Quantity * terms.Contract.At(price)) - (double)ledger.OpenCost;
        return total * (double)prices[terms.Settle];
    }

    private static Dictionary<string, decimal> Moved(IReadOnlyDictionary<string, decimal> prices, string asset, double by) =>
        prices.ToDictionary(p => p.Key, p => p.Key == asset ? p.Value + (decimal)by : p.Value);

    private static void Near(double expected, decimal? actual, double scale, string what) =>
        Assert.True(Math.Abs(expected - (double)actual!.Value) <= 1e-8 * scale, $"{what}: expected {expected}, was {actual}");

    private static ExposedLedger Ledger(Random random, Dictionary<string, decimal> prices, int index)
    {
        var kind = (ContractKind)random.Next(4);
        var assets = Assets.OrderBy(_ => random.Next()).ToArray();
        var (@base, quote) = (assets[0], assets[1]);
        var settle = kind switch { ContractKind.Inverse => @base, ContractKind.Quanto => assets[random.Next(2, 4)], _ => quote };
        var multiplier = kind == ContractKind.Spot ? 1m : Math.Round((decimal)Math.Exp((random.NextDouble() * 6) - 3), 6);
        var terms = Terms($"venue{random.Next(2)}/I{index}", kind, @base, quote, settle, multiplier);
        var mark = prices[@base] / prices[quote];
        var quantity = random.Next(5) == 0 ? 0 : Math.Round((decimal)((random.NextDouble() - 0.5) * 20), 4);
        return Opened(terms, quantity, mark * (decimal)(0.5 + random.NextDouble()), mark, account: $"a{random.Next(2)}") with
        {
            Realized = Math.Round((decimal)(random.NextDouble() - 0.5), 6),
            Fees = Math.Round((decimal)random.NextDouble() * 0.1m, 6),
            Funding = Math.Round((decimal)(random.NextDouble() - 0.5) * 0.1m, 6),
        };
    }
}
