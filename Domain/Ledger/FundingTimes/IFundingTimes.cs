namespace Ballast.Domain.Ledger.FundingTimes;

/// <summary>Follows the tickers of one instrument and reports each funding once, when its time has passed. Not safe for concurrent use.</summary>
public interface IFundingTimes
{
    /// <summary>Next known funding time; <see langword="null"/> while none is known.</summary>
    Instant? Due { get; }

    /// <summary>Venue time of the first ticker with a rate when no funding time is known from anywhere; <see langword="null"/> otherwise.</summary>
    Instant? UnannouncedSince { get; }

    /// <summary>Processes a ticker. Tickers are passed in order of arrival.</summary>
    /// <param name="eventTime">The ticker's venue time.</param>
    /// <param name="fundingTime">Next funding time as announced; <see langword="null"/> when the venue has given none.</param>
    /// <param name="fundingRate">The venue's rate, a fraction of the notional; <see langword="null"/> when it has given none.</param>
    /// <param name="markPrice">The venue's own mark, in quote; <see langword="null"/> when the venue has given none.</param>
    /// <returns>Funding times that this ticker shows to have passed, oldest first; usually empty.</returns>
    IReadOnlyList<FundingDue> Observe(Instant eventTime, Instant? fundingTime, double? fundingRate, double? markPrice);
}
