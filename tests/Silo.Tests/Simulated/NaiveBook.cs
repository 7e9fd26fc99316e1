using Ballast.Domain.MarketData.Events;
using Xunit;

namespace Ballast.Silo.Tests.Simulated;

/// <summary>A book kept in the plainest way, as the oracle for what a feed publishes.</summary>
internal sealed class NaiveBook
{
    public SortedDictionary<double, double> Bids { get; } = new(Comparer<double>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<double, double> Asks { get; } = [];

    public bool HasSnapshot { get; private set; }

    public double Mid => (Bids.First().Key + Asks.First().Key) / 2;

    public void Apply(BookChange change)
    {
        if (change.IsSnapshot)
        {
            Bids.Clear();
            Asks.Clear();
            HasSnapshot = true;
        }

        Apply(Bids, change.Bids);
        Apply(Asks, change.Asks);
    }

    private static void Apply(SortedDictionary<double, double> side, BookLevel[] levels)
    {
        foreach (var level in levels)
        {
            if (level.Amount == 0)
            {
                Assert.True(side.Remove(level.Price), $"level {level.Price} was removed but never shown");
            }
            else
            {
                side[level.Price] = level.Amount;
            }
        }
    }
}
