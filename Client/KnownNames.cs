using System.Collections.Concurrent;
using Ballast.Domain.Instruments;
using Ballast.Grains.Interfaces;

namespace Ballast.Client;

/// <summary>Asks the catalogue whether a name is known before a grain of that name is read, because a read begins the grain. Safe for use from many threads.</summary>
/// <remarks>A known name stays known, so each is asked for once. Unknown names are not kept.</remarks>
internal sealed class KnownNames(IGrainFactory grains, Retry retry)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, bool> _portfolios = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<InstrumentId, bool> _instruments = new();

    /// <exception cref="BallastNotFoundException">The portfolio is not known.</exception>
    internal async Task Require(string portfolio, CancellationToken cancellationToken)
    {
        if (!await Has(portfolio, cancellationToken).ConfigureAwait(false))
        {
            throw new BallastNotFoundException($"Portfolio '{portfolio}' has never traded.");
        }
    }

    /// <exception cref="BallastNotFoundException">The instrument is not known.</exception>
    internal async Task Require(InstrumentId instrument, CancellationToken cancellationToken)
    {
        if (!await Has(instrument, cancellationToken).ConfigureAwait(false))
        {
            throw new BallastNotFoundException($"Instrument '{instrument}' has no terms, and no feed publishes it.");
        }
    }

    internal Task<bool> Has(string portfolio, CancellationToken cancellationToken) =>
        Has(_portfolios, portfolio, catalog => catalog.HasPortfolio(new(portfolio)), cancellationToken);

    internal Task<bool> Has(InstrumentId instrument, CancellationToken cancellationToken) =>
        Has(_instruments, instrument, catalog => catalog.HasInstrument(instrument), cancellationToken);

    /// <summary>Completes when the name is known, for watches that may begin before their subject.</summary>
    internal async Task Wait(Func<CancellationToken, Task<bool>> isKnown, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await isKnown(cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (BallastUnavailableException) when (!cancellationToken.IsCancellationRequested)
            {
                // A watch outlives an outage: the catalogue is asked until it answers.
            }

            await retry.Delay(AskAgain, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> Has<T>(ConcurrentDictionary<T, bool> known, T name, Func<ICatalogGrain, Task<bool>> ask, CancellationToken cancellationToken)
        where T : notnull
    {
        if (known.ContainsKey(name))
        {
            return true;
        }

        var catalog = grains.Catalog();
        var isKnown = await retry.Call("Catalog", $"{name}", () => ask(catalog), cancellationToken).ConfigureAwait(false);
        if (isKnown)
        {
            known[name] = true;
        }

        return isKnown;
    }
}
