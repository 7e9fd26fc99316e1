using Ballast.Grains.Instruments;

namespace Ballast.Grains.Feeds;

/// <summary>Offers every spot instrument that a feed publishes to the FX grain, which follows the configured ones. One per silo.</summary>
/// <remarks>Safe for use from many threads.</remarks>
public sealed partial class RateOffers(IGrainFactory grains, ITermsSource terms, TimeProvider time, ILogger<RateOffers> logger)
{
    private const int MaxTries = 5;

    /// <summary>Offers an instrument. After a failure four more tries follow by themselves.</summary>
    /// <returns>Completes after the first try and never fails: the FX grain that accepts an instrument before its first event misses no rate.</returns>
    internal async Task Offer(InstrumentId instrument)
    {
        if (terms.Find(instrument) is { Kind: ContractKind.Spot } && !await TryOffer(instrument, tries: 1))
        {
            _ = OfferAgain(instrument);
        }
    }

    private async Task OfferAgain(InstrumentId instrument)
    {
        for (var tries = 2; tries <= MaxTries; tries++)
        {
            await Task.Delay(TimeSpan.FromSeconds(tries - 1), time);
            if (await TryOffer(instrument, tries))
            {
                return;
            }
        }
    }

    private async Task<bool> TryOffer(InstrumentId instrument, int tries)
    {
        try
        {
            await grains.Fx().Add(instrument);
            return true;
        }
        catch (Exception e)
        {
            // After any failure of the FX grain the feed continues, because its market data matters more than a rate.
            NotOffered(logger, e, instrument, tries);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The FX grain did not accept {Instrument}, try {Tries}")]
    private static partial void NotOffered(ILogger logger, Exception exception, InstrumentId instrument, int tries);
}
