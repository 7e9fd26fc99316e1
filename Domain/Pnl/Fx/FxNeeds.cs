using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Fx;

/// <summary>Chooses, among all spot instruments, those whose rates conversions into the report currency need.</summary>
public static class FxNeeds
{
    /// <summary>
    /// The instruments on the shortest paths from each asset to the report currency, and those of pairs of which both assets are asked for.
    /// </summary>
    /// <remarks>A table with only these gives the same shortest conversions as one with all instruments. A longer way round a pair without fresh rates is not included.</remarks>
    /// <param name="spots">All spot instruments.</param>
    /// <param name="assets">Assets that are converted.</param>
    /// <param name="currency">Report currency.</param>
    public static IReadOnlySet<InstrumentId> Of(IReadOnlyCollection<Instrument> spots, IEnumerable<string> assets, string currency)
    {
        ArgumentNullException.ThrowIfNull(spots);
        ArgumentNullException.ThrowIfNull(assets);
        var wanted = new HashSet<string>(assets, StringComparer.Ordinal) { currency };
        var neighbours = Neighbours(spots);
        var hops = Hops(neighbours, currency);
        var pairs = new HashSet<(string, string)>();
        var seen = new HashSet<string>(wanted, StringComparer.Ordinal);
        var open = new Queue<string>(wanted);
        while (open.TryDequeue(out var asset))
        {
            if (!hops.TryGetValue(asset, out var distance))
            {
                continue;
            }

            foreach (var next in neighbours.GetValueOrDefault(asset, []).Where(next => hops[next] == distance - 1))
            {
                pairs.Add((asset, next));
                if (seen.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return spots
            .Where(spot => pairs.Contains((spot.Base, spot.Quote)) || pairs.Contains((spot.Quote, spot.Base))
                || (wanted.Contains(spot.Base) && wanted.Contains(spot.Quote)))
            .Select(spot => spot.Id)
            .ToHashSet();
    }

    private static Dictionary<string, HashSet<string>> Neighbours(IEnumerable<Instrument> spots)
    {
        var neighbours = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        HashSet<string> Of(string asset) => neighbours.TryGetValue(asset, out var known) ? known : neighbours[asset] = new(StringComparer.Ordinal);
        foreach (var spot in spots)
        {
            Of(spot.Base).Add(spot.Quote);
            Of(spot.Quote).Add(spot.Base);
        }

        return neighbours;
    }

    /// <summary>Number of conversions from each asset to the report currency; assets that cannot be converted are absent.</summary>
    private static Dictionary<string, int> Hops(Dictionary<string, HashSet<string>> neighbours, string currency)
    {
        var hops = new Dictionary<string, int>(StringComparer.Ordinal) { [currency] = 0 };
        var open = new Queue<string>([currency]);
        while (open.TryDequeue(out var asset))
        {
            foreach (var next in neighbours.GetValueOrDefault(asset, []))
            {
                if (hops.TryAdd(next, hops[asset] + 1))
                {
                    open.Enqueue(next);
                }
            }
        }

        return hops;
    }
}
