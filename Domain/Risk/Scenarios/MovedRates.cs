namespace Ballast.Domain.Risk.Scenarios;

/// <summary>A rate to report currency, now and in the scenarios.</summary>
/// <param name="Now">Current rate.</param>
/// <param name="IsFixed">Whether no instrument moves it.</param>
/// <param name="Moved">The rate by scenario; empty for a fixed one.</param>
internal readonly record struct MovedRate(double Now, bool IsFixed, double[] Moved);

/// <summary>Rates of one revaluation, each computed once, when a position first needs it.</summary>
internal sealed class MovedRates(IReadOnlyDictionary<string, FxLeg> fxLegs, ScenarioMoves moves)
{
    private readonly Dictionary<string, MovedRate?> _known = new(StringComparer.Ordinal);
    private string? _lastAsset;
    private MovedRate? _last;

    /// <summary>The rate of an asset; <see langword="null"/> when it has no conversion, or an instrument of its conversion has no moves.</summary>
    internal MovedRate? Of(string asset)
    {
        // Most neighbours settle in the same asset, and looking it up costs more than a comparison.
        if (_lastAsset is not null && string.Equals(_lastAsset, asset, StringComparison.Ordinal))
        {
            return _last;
        }

        if (!_known.TryGetValue(asset, out var rate))
        {
            _known[asset] = rate = fxLegs.TryGetValue(asset, out var conversion) ? Compute(conversion) : null;
        }

        (_lastAsset, _last) = (asset, rate);
        return rate;
    }

    private MovedRate? Compute(FxLeg conversion)
    {
        var now = (double)conversion.Rate;
        if (conversion.Hops.Count == 0)
        {
            return new(now, IsFixed: true, []);
        }

        var rates = new double[moves.Count];
        Array.Fill(rates, now);
        foreach (var hop in conversion.Hops)
        {
            if (moves.Of(hop.Instrument, hop.Inverse) is not { } factors)
            {
                return null;
            }

            for (var i = 0; i < rates.Length; i++)
            {
                rates[i] *= 1 + factors[i];
            }
        }

        return new(now, IsFixed: false, rates);
    }
}
