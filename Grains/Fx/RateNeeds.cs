using System.Collections.Concurrent;

namespace Ballast.Grains.Fx;

/// <summary>Assets that this silo has told the FX grain it converts into the report currency. Safe for use from many threads.</summary>
public sealed class RateNeeds(IGrainFactory grains, IOptions<BallastOptions> options)
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Tells the FX grain those assets that it has not been told yet, which it remembers durably.</summary>
    /// <returns>Whether there were any.</returns>
    internal async ValueTask<bool> Add(IEnumerable<string> assets)
    {
        if (!HasNew(assets))
        {
            return false;
        }

        string[] added = [.. assets.Where(asset => asset != options.Value.ReportCurrency && !_known.ContainsKey(asset)).Distinct(StringComparer.Ordinal)];
        await grains.Fx().Need(added);
        foreach (var asset in added)
        {
            _known[asset] = true;
        }

        return true;
    }

    /// <summary>Asked for every view, when nothing is new but the first time.</summary>
    private bool HasNew(IEnumerable<string> assets)
    {
        foreach (var asset in assets)
        {
            if (asset != options.Value.ReportCurrency && !_known.ContainsKey(asset))
            {
                return true;
            }
        }

        return false;
    }
}
