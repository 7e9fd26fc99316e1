namespace Ballast.Silo.Feeds.Simulated;

/// <summary>A random number generator whose whole state is one number, so that a stored market continues where it stopped.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// <see cref="Random"/> is not used: its state cannot be stored, and its sequence may differ between runtimes.
/// </remarks>
/// <param name="state">Any number; equal states give equal sequences.</param>
public sealed class SplitMix64(ulong state)
{
    /// <summary>Pass this to a new instance to continue the sequence.</summary>
    public ulong State { get; private set; } = state;

    /// <summary>Draws 64 uniform bits.</summary>
    public ulong NextBits()
    {
        State += 0x9E3779B97F4A7C15UL;
        var z = State;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Draws uniformly from [0, 1).</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Draws uniformly from [0, <paramref name="end"/>).</summary>
    public int NextBelow(int end) => (int)(NextUniform() * end);

    /// <summary>Draws true with this probability.</summary>
    public bool NextChance(double probability) => NextUniform() < probability;

    /// <summary>Draws from a normal distribution with mean 0 and variance 1.</summary>
    /// <remarks>Box–Muller; its second value is dropped, because keeping it would add to the state.</remarks>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextUniform())) * Math.Cos(2 * Math.PI * NextUniform());

    /// <summary>Draws from an exponential distribution with this mean.</summary>
    public double NextExponential(double mean) => -mean * Math.Log(1 - NextUniform());

    /// <summary>Draws a number of arrivals from a Poisson distribution with this mean.</summary>
    public int NextPoisson(double mean)
    {
        var count = 0;
        for (var time = NextExponential(1); time < mean; time += NextExponential(1))
        {
            count++;
        }

        return count;
    }
}
