using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Benchmarks.Micro;

/// <summary>A portfolio of 500 instruments with 1,000 past moves each; a third are inverse and paid in BTC.</summary>
internal sealed class SomeRisk
{
    internal const int Instruments = 500;
    internal const int Scenarios = 1_000;

    private static readonly InstrumentId Spot = new("bench", "BTCUSDT");

    internal SomeRisk()
    {
        var random = new Random(1);
        Samples[Spot] = SomeSeries(Spot, 60_000, random);
        for (var i = 0; i < Instruments; i++)
        {
            var id = new InstrumentId("bench", $"C{i:000}");
            var isInverse = i % 3 == 0;
            var price = 10 + (random.NextDouble() * 60_000);
            var contract = isInverse ? new ContractValue(ContractKind.Inverse, 100m) : new ContractValue(ContractKind.Linear, 1m);
            Legs.Add(new(id, contract, random.Next(-100, 100) + 0.5m, (decimal)price, isInverse ? "BTC" : "USDT"));
            Samples[id] = SomeSeries(id, price, random);
        }

        Moves = ScenarioMoves.OfHistory([.. Samples.Values], Scenarios);
    }

    internal List<RiskLeg> Legs { get; } = [];

    internal Dictionary<InstrumentId, SampleSeries> Samples { get; } = [];

    internal Dictionary<string, FxLeg> Rates { get; } = new()
    {
        ["USDT"] = new("USDT", 1m, []),
        ["BTC"] = new("BTC", 60_000m, [new(Spot, false)]),
    };

    /// <summary>Moves are prepared once for all portfolios.</summary>
    internal ScenarioMoves Moves { get; }

    /// <summary>The same as a portfolio has it.</summary>
    internal RiskInputs Inputs => new()
    {
        Currency = "USDT", Legs = Legs, Rates = Rates, Samples = [.. Samples.Values], Settings = new() { Grid = TimeSpan.FromMinutes(1), Window = Scenarios },
    };

    internal ScenarioSet Revalue() => ScenarioRevaluation.Revalue(Legs, [], Rates, Moves);

    private static SampleSeries SomeSeries(InstrumentId id, double price, Random random)
    {
        var mids = new double[Scenarios + 1];
        for (var i = 0; i < mids.Length; i++)
        {
            mids[i] = price *= 1 + (0.002 * (random.NextDouble() - 0.5));
        }

        return new(id, 0, mids);
    }
}
