using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Tests.Risk.Methods;

/// <summary>Figures by straight loops over prices: no factors, no matrices, nothing prepared.</summary>
internal static class NaiveRisk
{
    /// <summary>Standard normal quantile at 1 %, as tables have it.</summary>
    private const double Z99 = 2.3263478740408408;

    internal static (double ValueAtRisk, double Shortfall) Historical(RiskInputs inputs)
    {
        var profits = Steps(inputs).Select(index => inputs.Legs.Sum(leg => Profit(inputs, leg, index)) + inputs.Balances.Sum(balance => Profit(inputs, balance, index))).Order().ToArray();
        var tail = 0.01 * profits.Length;
        var whole = (int)Math.Floor(tail + 1e-9);
        var sum = profits.Take(whole).Sum() + ((tail - whole) * profits[whole]);
        return (-profits[(int)Math.Ceiling(tail - 1e-9) - 1], -sum / tail);
    }

    internal static double Normal(RiskInputs inputs)
    {
        var steps = Steps(inputs);
        var variance = 0.0;
        (InstrumentId Instrument, double Exposure)[] held =
        [
            .. inputs.Legs.Select(leg => (leg.Instrument, Exposure(inputs, leg))),
            .. inputs.Balances.SelectMany(balance => inputs.Rates[balance.Asset].Hops, (balance, hop) => (hop.Instrument, (hop.Inverse ? -1 : 1) * Worth(inputs, balance))),
        ];
        foreach (var one in held)
        {
            foreach (var other in held)
            {
                double[] a = [.. steps.Select(index => Move(inputs, one.Instrument, index))], b = [.. steps.Select(index => Move(inputs, other.Instrument, index))];
                var (meanA, meanB, sum) = (a.Sum() / a.Length, b.Sum() / b.Length, 0.0);
                for (var t = 0; t < a.Length; t++)
                {
                    sum += (a[t] - meanA) * (b[t] - meanB);
                }

                variance += one.Exposure * other.Exposure * sum / (a.Length - 1);
            }
        }

        return Z99 * Math.Sqrt(variance);
    }

    /// <summary>Gross worth, which rounding is measured by.</summary>
    internal static double Gross(RiskInputs inputs) => inputs.Legs.Sum(leg => Math.Abs(Exposure(inputs, leg))) + inputs.Balances.Sum(balance => Math.Abs(Worth(inputs, balance)));

    internal static double Worth(RiskInputs inputs, RiskBalance balance) => (double)balance.Amount * (double)inputs.Rates[balance.Asset].Rate;

    /// <summary>Slope of the profit in report currency at 0, by a small move either way.</summary>
    internal static double Exposure(RiskInputs inputs, RiskLeg leg)
    {
        const double Bump = 1e-5;
        var m = (double)leg.Contract.Multiplier;
        double Worth(double price) => (double)leg.Quantity * (leg.Contract.Kind == ContractKind.Inverse ? -m / price : m * price);
        var mark = (double)leg.Mark;
        return (Worth(mark * (1 + Bump)) - Worth(mark * (1 - Bump))) / (2 * Bump) * (double)inputs.Rates[leg.Settle].Rate;
    }

    private static double Profit(RiskInputs inputs, RiskLeg leg, long index)
    {
        var before = (double)leg.Mark;
        var after = before * (1 + Move(inputs, leg.Instrument, index));
        var m = (double)leg.Contract.Multiplier;
        var value = leg.Contract.Kind == ContractKind.Inverse ? (-m / after) - (-m / before) : (m * after) - (m * before);
        return (double)leg.Quantity * value * Rate(inputs, leg.Settle, index);
    }

    private static double Profit(RiskInputs inputs, RiskBalance balance, long index) =>
        (double)balance.Amount * (Rate(inputs, balance.Asset, index) - (double)inputs.Rates[balance.Asset].Rate);

    private static double Rate(RiskInputs inputs, string asset, long index)
    {
        var rate = (double)inputs.Rates[asset].Rate;
        foreach (var hop in inputs.Rates[asset].Hops)
        {
            var moved = 1 + Move(inputs, hop.Instrument, index);
            rate = hop.Inverse ? rate / moved : rate * moved;
        }

        return rate;
    }

    private static double Move(RiskInputs inputs, InstrumentId instrument, long index)
    {
        var series = inputs.Samples.Single(s => s.Instrument == instrument);
        return (series.Mids[index - series.FirstIndex] / series.Mids[index - series.FirstIndex - 1]) - 1;
    }

    /// <summary>Samples of the portfolios here have no gaps.</summary>
    private static long[] Steps(RiskInputs inputs) =>
        [.. Enumerable.Range((int)inputs.Samples[0].FirstIndex + 1, inputs.Samples[0].Mids.Length - 1).Select(index => (long)index)];
}
