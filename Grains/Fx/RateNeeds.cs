using System.Collections.Concurrent;

namespace Ballast.Grains.Fx;

/// <summary>Assets that this silo has told the FX grain it converts into the report currency. Safe for use from many threads.</summary>
public sealed class RateNeeds(IGrainFactory grains, IOptions<BallastOptions> options)
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private Task _telling = Task.CompletedTask;
    private Task? _next;

    /// <summary>
    /// Tells the FX grain those assets that it has not been told yet, which it remembers durably. What many ask for at the same time goes in one call, after the one under way.
    /// </summary>
    /// <returns>Whether there were any.</returns>
    internal async ValueTask<bool> Add(IEnumerable<string> assets)
    {
        if (!HasNew(assets))
        {
            return false;
        }

        Task told;
        lock (_gate)
        {
            _waiting.UnionWith(assets.Where(asset => asset != options.Value.ReportCurrency && !_known.ContainsKey(asset)));
            told = _next ??= TellAfter(_telling);
        }

        await told;
        return true;
    }

    private async Task TellAfter(Task earlier)
    {
        // Yields, so that whoever asks has this task before it goes on.
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        string[] assets;
        lock (_gate)
        {
            assets = [.. _waiting];
            _waiting.Clear();
            (_telling, _next) = (_next!, null);
        }

        await grains.Fx().Need(assets).ConfigureAwait(false);
        foreach (var asset in assets)
        {
            _known[asset] = true;
        }
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
