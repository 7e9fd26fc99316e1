using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Pnl;

/// <summary>Horizons and size buckets of markouts. A journal keeps the values with which it began.</summary>
public sealed class MarkoutOptions
{
    /// <summary>1 to 16 times from 1 ms to 5 min, ascending, e.g. <c>100ms,1s,5m</c>.</summary>
    public string Horizons { get; set; } = MarkoutHorizons.Default.ToString();

    /// <summary>Bounds of the size buckets in settle currency, ascending.</summary>
    public string Sizes { get; set; } = MarkoutSizes.Default.ToString();

    internal IEnumerable<string> Faults()
    {
        foreach (var read in (Action[])[() => MarkoutHorizons.Parse(Horizons), () => MarkoutSizes.Parse(Sizes)])
        {
            string? fault = null;
            try
            {
                read();
            }
            catch (FormatException e)
            {
                fault = e.Message;
            }

            if (fault is not null)
            {
                yield return fault;
            }
        }
    }
}
