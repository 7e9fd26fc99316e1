using Ballast.Domain.Pnl.RollUp;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl;

public sealed class RunningSumTests
{
    [Fact]
    public void A_sum_has_value_and_scale_of_the_terms_added_one_after_the_other_or_is_not_known()
    {
        var (known, asked) = (0, 0);
        Gen.Select(Gen.Int, Gen.Int[1, 60]).Sample(
            (seed, changes) =>
            {
                var random = new Random(seed);
                var sum = new RunningSum();
                var terms = new List<decimal?>();
                for (var i = 0; i < changes; i++)
                {
                    Change(random, sum, terms);
                    var isKnown = sum.TryGet(out var found);
                    Assert.Equal(terms.Count(term => term is null), sum.Unknown);
                    Interlocked.Increment(ref asked);
                    if (isKnown)
                    {
                        Interlocked.Increment(ref known);
                        var wanted = InOrder(terms);
                        Assert.Equal((wanted, wanted.Scale), (found, found.Scale));
                    }
                }
            },
            iter: 5_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{known} of {asked} sums known; one that fails prints its seed");
        Assert.InRange((double)known / asked, 0.2, 0.9);
    }

    [Fact]
    public void Sums_of_money_are_known()
    {
        var sum = new RunningSum();
        for (var i = 0; i < 1_000; i++)
        {
            sum.Add(i % 2 == 0 ? -1_234_567.123456789012345678m : 60_123.45m * i);
        }

        Assert.True(sum.TryGet(out _));
    }

    private static void Change(Random random, RunningSum sum, List<decimal?> terms)
    {
        var index = random.Next(terms.Count + 1);
        if (index == terms.Count)
        {
            terms.Add(Term(random));
            sum.Add(terms[^1]);
        }
        else if (random.Next(3) == 0)
        {
            sum.Remove(terms[index]);
            terms.RemoveAt(index);
        }
        else
        {
            var by = random.Next(4) == 0 ? terms[index] : Term(random);
            sum.Replace(terms[index], by);
            terms[index] = by;
        }
    }

    private static decimal InOrder(List<decimal?> terms)
    {
        var sum = 0m;
        foreach (var term in terms)
        {
            sum += term ?? 0m;
        }

        return sum;
    }

    /// <summary>Any length and scale, so that some sums need more than 28 digits.</summary>
    private static decimal? Term(Random random) => random.Next(12) switch
    {
        0 => null,
        1 => new decimal(0, 0, 0, false, (byte)random.Next(29)),
        2 => new decimal(random.Next(), random.Next(), random.Next(1 << random.Next(31)), random.Next(2) == 0, (byte)random.Next(29)),
        var kind => new decimal(random.Next(), random.Next(1 << random.Next(31)), 0, random.Next(2) == 0, (byte)(kind < 9 ? random.Next(3) * 4 : random.Next(20))),
    };
}
