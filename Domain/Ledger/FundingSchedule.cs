using Ballast.Domain.Pnl;

namespace Ballast.Domain.Ledger;

/// <summary>Funding that fell due.</summary>
/// <param name="Time">When, on the venue's clock.</param>
/// <param name="Rate">Fraction of notional, positive: longs pay; <see langword="null"/> when no rate for that time was known by then: the funding is missing, not 0.</param>
/// <param name="Mark">The venue's own mark at that time, in quote; <see langword="null"/> when none was known.</param>
public sealed record FundingDue(Instant Time, decimal? Rate, decimal? Mark);

/// <summary>Follows the tickers of one instrument and tells each funding once, when it falls due.</summary>
/// <remarks>
/// A funding time is only what the venue announced; no interval is assumed, so one that was never announced cannot be
/// known here. A rate counts for the time it was announced with. Not safe for concurrent use.
/// </remarks>
public sealed class FundingSchedule
{
    /// <summary>How far before a funding time a venue may announce the next one.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    private decimal? rate;
    private decimal? mark;

    /// <summary>Creates a schedule.</summary>
    /// <param name="due">Funding time known before a restart; its rate is not known any more. <see langword="null"/> for none.</param>
    /// <param name="reported">Newest funding time told before a restart; <see langword="null"/> for none.</param>
    public FundingSchedule(Instant? due = null, Instant? reported = null)
    {
        Reported = reported;
        Due = due is { } time && !IsReported(time) ? time : null;
    }

    /// <summary>Next known funding time; <see langword="null"/> while none is known.</summary>
    public Instant? Due { get; private set; }

    /// <summary>Newest funding time told; <see langword="null"/> while none was.</summary>
    public Instant? Reported { get; private set; }

    /// <summary>Takes a ticker, in order of arrival.</summary>
    /// <param name="eventTime">The ticker's venue time.</param>
    /// <param name="fundingTime">Next funding time as announced; <see langword="null"/> when the venue has given none.</param>
    /// <param name="fundingRate">Rate announced for it; <see langword="null"/> when the venue has given none.</param>
    /// <param name="markPrice">The venue's own mark, in quote; <see langword="null"/> when the venue has given none.</param>
    /// <returns>What fell due by it, oldest first; mostly empty.</returns>
    public IReadOnlyList<FundingDue> Take(Instant eventTime, Instant? fundingTime, double? fundingRate, double? markPrice)
    {
        List<FundingDue>? told = null;
        var newest = markPrice is { } price ? MarkPrice.From(price, eventTime)?.Price ?? mark : mark;
        if (Due is { } due)
        {
            // What comes after a funding time is no news of it.
            mark = eventTime <= due ? newest : mark;
            // A later time announced well before this one is a postponement, not the end of an interval.
            if (eventTime > due || (fundingTime > due && eventTime >= due - Ahead))
            {
                (told ??= []).Add(Tell(due));
            }
        }

        if (fundingTime is { } announced && !IsReported(announced))
        {
            var known = announced == Due ? rate : null;
            Due = announced;
            rate = eventTime <= announced ? Exact(fundingRate) ?? known : known;
        }

        mark = Due < eventTime ? mark : newest;
        if (Due is { } reached && reached <= eventTime)
        {
            (told ??= []).Add(Tell(reached));
        }

        mark = newest;
        return told ?? (IReadOnlyList<FundingDue>)[];
    }

    private FundingDue Tell(Instant due)
    {
        var told = new FundingDue(due, rate, mark);
        (Reported, Due, rate) = (due, null, null);
        return told;
    }

    private bool IsReported(Instant time) => time <= Reported;

    /// <summary>Not finite, past decimal, or so small that decimal would make it 0: not known.</summary>
    private static decimal? Exact(double? value) =>
        value is > -1e27 and < 1e27 && (decimal)value.Value is var exact && (exact != 0) == (value != 0) ? exact : null;
}
