using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Tests.Risk;

/// <summary>Portfolios for tests: of a seed, with every kind of contract, longs and shorts, several accounts, settle assets and balances; or by hand.</summary>
internal static class SomePortfolio
{
    internal static readonly RiskSettings Settings = new() { Grid = TimeSpan.FromMinutes(1), Paths = 500 };

    private static readonly string[] Assets = ["BTC", "ETH", "SOL"];

    internal static RiskInputs Of(int seed, string currency = "USDT", int observations = 160)
    {
        var random = new Random(seed);
        var prices = new Dictionary<string, double> { ["BTC"] = 60_000, ["ETH"] = 2_500, ["SOL"] = 140, ["USDC"] = 0.9998, ["EUR"] = 1.09 };
        var market = Enumerable.Range(0, observations).Select(_ => Noise(random)).ToArray();
        var samples = new List<SampleSeries>();
        foreach (var (asset, price) in prices)
        {
            samples.Add(Series(Spot(asset), price, market, asset is "USDC" or "EUR" ? 0.1 : 1, random));
        }

        var legs = new List<RiskLeg>();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var asset = Assets[random.Next(Assets.Length)];
            var kind = (ContractKind)random.Next(4);
            var id = kind == ContractKind.Spot ? Spot(asset) : new InstrumentId($"venue{random.Next(3)}", $"{asset}-{kind}");
            var price = prices[asset] * (1 + (0.001 * Noise(random)));
            if (samples.TrueForAll(s => s.Instrument != id))
            {
                samples.Add(Series(id, price, market, 1, random));
            }

            var (multiplier, settle) = kind switch
            {
                ContractKind.Spot => (1m, "USDT"),
                ContractKind.Linear => (0.01m, random.Next(2) == 0 ? "USDT" : "USDC"),
                ContractKind.Inverse => (100m, asset),
                _ => (0.000001m, "BTC"),
            };
            var worth = kind == ContractKind.Inverse ? 100 : (double)multiplier * price * (settle == "BTC" ? prices["BTC"] : 1);
            var quantity = Math.Round((decimal)(1e5 * (random.NextDouble() - 0.5) / worth), 6);
            legs.Add(new(id, new(kind, multiplier), quantity, Math.Round((decimal)price, 6), settle));
        }

        return new()
        {
            Currency = currency,
            Legs = legs,
            Samples = samples,
            Rates = Rates(currency, prices),
            Settings = Settings,
            Balances = [.. Assets.Append("USDC").Append("USDT").Where(_ => random.Next(2) == 0).Select(asset =>
                new RiskBalance(asset, Math.Round((decimal)(1e5 * (random.NextDouble() - 0.5) / (asset == "USDT" ? 1 : prices[asset])), 9)))],
        };
    }

    /// <summary>Legs by exposure, on series of returns: the mids are their cumulative products.</summary>
    internal static RiskInputs OfReturns(double[][] returns, double[] exposures, RiskSettings settings) => new()
    {
        Currency = "USDT",
        Legs = [.. exposures.Select((exposure, i) => new RiskLeg(new("spot", $"A{i}"), new(ContractKind.Linear, 1), (decimal)exposure, 1, "USDT"))],
        Samples = [.. returns.Select((row, i) => OfMoves(new("spot", $"A{i}"), row))],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) },
        Settings = settings,
    };

    internal static SampleSeries OfMoves(InstrumentId id, double[] moves)
    {
        var mids = new double[moves.Length + 1];
        mids[0] = 1;
        for (var t = 0; t < moves.Length; t++)
        {
            mids[t + 1] = mids[t] * (1 + moves[t]);
        }

        return new(id, 1_000, mids);
    }

    internal static InstrumentId Spot(string asset) => new("spot", $"{asset}USDT");

    private static SampleSeries Series(InstrumentId id, double price, double[] market, double size, Random random) =>
        OfMoves(id, [.. market.Select(m => size * 0.004 * (m + (0.5 * Noise(random))))]) is var series
            ? series with { Mids = [.. series.Mids.Select(mid => mid * price)] }
            : default!;

    private static Dictionary<string, FxLeg> Rates(string currency, Dictionary<string, double> prices)
    {
        var rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) };
        foreach (var asset in Assets.Append("USDC"))
        {
            rates[asset] = new(asset, (decimal)prices[asset], [new(Spot(asset), false)]);
        }

        return currency == "USDT"
            ? rates
            : rates.ToDictionary(r => r.Key, r => r.Value with { Rate = r.Value.Rate / (decimal)prices[currency], Hops = [.. r.Value.Hops, new(Spot(currency), true)] });
    }

    /// <summary>Sum of uniforms, now and then a large one: fat tails.</summary>
    private static double Noise(Random random) =>
        (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * (random.Next(20) == 0 ? 5 : 1);
}
