using System.Numerics;
using System.Runtime.InteropServices;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Adds the profits of positions up by scenario.</summary>
/// <remarks>
/// Every scenario adds its positions in their order, with the products of <see cref="LegScenarios.At"/>, so a sum is bit for bit that of a loop over the
/// positions, whatever the vectors of the machine. Time is that of reading the factors once: four positions are taken together, because the totals would else
/// be read and written for each, which takes longer than the arithmetic.
/// </remarks>
internal static class LegSum
{
    /// <summary>Number of positions taken together; with eight, the processor follows their rows no better.</summary>
    private const int Together = 4;

    /// <summary>Adds the profits to the totals. Positions without factors are left out.</summary>
    /// <param name="legs">Positions.</param>
    /// <param name="ones">A factor of 1 per scenario, for positions with a fixed rate.</param>
    /// <param name="total">Totals by scenario.</param>
    internal static void Add(ReadOnlySpan<LegScenarios> legs, double[] ones, Span<double> total)
    {
        Span<int> chosen = stackalloc int[Together];
        var count = 0;
        for (var i = 0; i < legs.Length; i++)
        {
            if (legs[i].Factors.Length == 0)
            {
                continue;
            }

            chosen[count++] = i;
            if (count == Together)
            {
                AddFour(legs[chosen[0]], legs[chosen[1]], legs[chosen[2]], legs[chosen[3]], ones, total);
                count = 0;
            }
        }

        foreach (var i in chosen[..count])
        {
            AddOne(legs[i], ones, total);
        }
    }

    private static void AddFour(in LegScenarios a, in LegScenarios b, in LegScenarios c, in LegScenarios d, double[] ones, Span<double> total)
    {
        ref var sum = ref MemoryMarshal.GetReference(total);
        ref var factorsA = ref Row(a.Factors, total.Length);
        ref var factorsB = ref Row(b.Factors, total.Length);
        ref var factorsC = ref Row(c.Factors, total.Length);
        ref var factorsD = ref Row(d.Factors, total.Length);
        ref var ratesA = ref Rates(a, ones, total.Length);
        ref var ratesB = ref Rates(b, ones, total.Length);
        ref var ratesC = ref Rates(c, ones, total.Length);
        ref var ratesD = ref Rates(d, ones, total.Length);
        var (valueA, valueB, valueC, valueD) = (new Vector<double>(a.Value), new Vector<double>(b.Value), new Vector<double>(c.Value), new Vector<double>(d.Value));
        var (at, width) = ((nuint)0, (nuint)Vector<double>.Count);
        for (; at + width <= (nuint)total.Length; at += width)
        {
            var pnl = Vector.LoadUnsafe(ref sum, at) + (valueA * Vector.LoadUnsafe(ref factorsA, at) * Vector.LoadUnsafe(ref ratesA, at));
            pnl += valueB * Vector.LoadUnsafe(ref factorsB, at) * Vector.LoadUnsafe(ref ratesB, at);
            pnl += valueC * Vector.LoadUnsafe(ref factorsC, at) * Vector.LoadUnsafe(ref ratesC, at);
            pnl += valueD * Vector.LoadUnsafe(ref factorsD, at) * Vector.LoadUnsafe(ref ratesD, at);
            pnl.StoreUnsafe(ref sum, at);
        }

        for (var i = (int)at; i < total.Length; i++)
        {
            total[i] = total[i] + a.At(i) + b.At(i) + c.At(i) + d.At(i);
        }
    }

    private static void AddOne(in LegScenarios leg, double[] ones, Span<double> total)
    {
        ref var sum = ref MemoryMarshal.GetReference(total);
        ref var factors = ref Row(leg.Factors, total.Length);
        ref var rates = ref Rates(leg, ones, total.Length);
        var (at, width, value) = ((nuint)0, (nuint)Vector<double>.Count, new Vector<double>(leg.Value));
        for (; at + width <= (nuint)total.Length; at += width)
        {
            (Vector.LoadUnsafe(ref sum, at) + (value * Vector.LoadUnsafe(ref factors, at) * Vector.LoadUnsafe(ref rates, at))).StoreUnsafe(ref sum, at);
        }

        for (var i = (int)at; i < total.Length; i++)
        {
            total[i] += leg.At(i);
        }
    }

    private static ref double Rates(in LegScenarios leg, double[] ones, int count) => ref Row(leg.Rates.Length == 0 ? ones : leg.Rates, count);

    /// <summary>First number of a row that is long enough; the loops check no bounds.</summary>
    private static ref double Row(double[] row, int count) => ref MemoryMarshal.GetReference(row.AsSpan(0, count));
}
