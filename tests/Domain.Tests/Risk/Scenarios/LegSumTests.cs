using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Scenarios;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Scenarios;

/// <summary>The fast sum of positions beside the plain loop, and what a revaluation may take of memory.</summary>
public sealed class LegSumTests
{
    private const int Instruments = 500;
    private const int Scenarios = 1_000;

    private static readonly Gen<(int Count, LegScenarios[] Legs)> Books =
        from count in Gen.Int[0, 40]
        from legs in Gen.Select(Gen.Int[0, 3], Gen.Double[-1e6, 1e6], Gen.Double[-0.5, 0.5].Array[count], Gen.Double[0.1, 1e5].Array[count])
            .Select(row => row.Item1 switch
            {
                0 => LegScenarios.None,
                1 => new LegScenarios(row.Item2, row.Item3, row.Item4),
                _ => new LegScenarios(row.Item2, row.Item3, []),
            }).Array[0, 23]
        select (count, legs);

    [Fact]
    public void Sums_are_bit_for_bit_those_of_a_loop_over_the_positions() => Books.Sample(
        book =>
        {
            var (expected, total, ones) = (new double[book.Count], new double[book.Count], new double[book.Count]);
            Array.Fill(ones, 1);
            for (var t = 0; t < book.Count; t++)
            {
                foreach (var leg in book.Legs)
                {
                    expected[t] += leg.At(t);
                }
            }

            LegSum.Add(book.Legs, ones, total);

            Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), total.Select(BitConverter.DoubleToInt64Bits));
        },
        iter: 2_000);

    [Fact]
    public void A_row_that_is_too_short_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => LegSum.Add([.. Enumerable.Repeat(new LegScenarios(1, new double[7], []), 4)], [.. new double[8]], new double[8]));

    [Fact]
    public void A_revaluation_allocates_its_result_and_the_rates_only()
    {
        var spot = new InstrumentId("some", "BTCUSDT");
        RiskLeg[] legs =
        [
            .. Enumerable.Range(0, Instruments).Select(i => i % 3 == 0
                ? new RiskLeg(new("some", $"C{i}"), new(ContractKind.Inverse, 100), i - 250.5m, 60_000, "BTC")
                : new RiskLeg(new("some", $"C{i}"), new(ContractKind.Linear, 1), i - 250.5m, 60_000, "USDT")),
        ];
        var rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []), ["BTC"] = new("BTC", 60_000, [new(spot, false)]) };
        var moves = new ScenarioMoves(
            legs.Select(leg => leg.Instrument).Append(spot).Index().ToDictionary(at => at.Item, at => Enumerable.Range(0, Scenarios).Select(t => 0.01 * Math.Sin(at.Index + t)).ToArray()),
            Scenarios);
        ScenarioRevaluation.Revalue(legs, [], rates, moves);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var set = ScenarioRevaluation.Revalue(legs, [], rates, moves);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Scenarios, set.Total.Length);
        var budget = (2 * Scenarios * sizeof(double)) + (Instruments * 24) + 2_048;
        Assert.True(taken <= budget, $"{taken} bytes for {Instruments} positions and {Scenarios} scenarios, more than {budget}");
    }
}
