namespace Ballast.Silo.Streams;

/// <summary>Whether fills are taken from a durable stream, and which. Bound from the section <c>Streams:Fills</c>.</summary>
public sealed class FillStreamOptions
{
    /// <summary>Whether fills are taken from the stream.</summary>
    public bool Enabled { get; set; }

    /// <summary>Portfolios whose fills may come over the stream; <c>*</c> stands for any. A fill of another one is put aside.</summary>
    public IList<string> Portfolios { get; } = [];

    /// <summary>Most messages put aside. While there are so many, no further message is put aside, and the partition of the next one waits.</summary>
    public long MaxDeadLetters { get; set; } = 100_000;

    /// <summary>Whether fills of a portfolio may come over the stream.</summary>
    internal bool Allows(string portfolio) => Portfolios.Contains(portfolio) || Portfolios.Contains("*");

    /// <summary>What is wrong, one text each.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Enabled && Portfolios.Count == 0)
        {
            yield return "Streams:Fills:Portfolios is empty; name in Streams:Fills:Portfolios:0 and so on the portfolios whose fills may come over the stream, or * for any.";
        }

        if (MaxDeadLetters is < 1 or > 10_000_000)
        {
            yield return $"Streams:Fills:MaxDeadLetters is {MaxDeadLetters}; it must be from 1 to 10000000.";
        }
    }
}
