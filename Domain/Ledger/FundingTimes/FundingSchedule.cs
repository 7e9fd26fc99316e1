using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger.FundingTimes;

/// <summary>A funding time that has passed.</summary>
/// <param name="Time">The funding time, on the venue's clock.</param>
/// <param name="Rate">Fraction of the notional, positive when longs pay; <see langword="null"/> when no rate was known by then, so that the funding is unknown, not 0.</param>
/// <param name="Mark">The venue's own mark at that time, in quote; <see langword="null"/> when none was known.</param>
public sealed record FundingDue(Instant Time, decimal? Rate, decimal? Mark);

/// <summary>Follows the tickers of one instrument and reports each funding once, when its time has passed.</summary>
/// <remarks>
/// Funding times are those the venue announced; no interval is assumed, so a time that was never announced is not reported.
/// A rate belongs to the funding time it was announced with. Some venues give a rate and never a time: then funding is paid, and
/// <see cref="UnannouncedSince"/> says that its times are not known. Not safe for concurrent use.
/// </remarks>
public sealed class FundingSchedule : IFundingTimes
{
    /// <summary>How far before a funding time a venue may announce the next one.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    private decimal? _rate;
    private decimal? _mark;
    private bool _isAnnounced;

    /// <summary>Creates a schedule, empty or as it was before a restart.</summary>
    /// <param name="due">Next funding time known before a restart, whose rate is lost; <see langword="null"/> for none.</param>
    /// <param name="reported">Newest funding time reported before a restart; <see langword="null"/> for none.</param>
    public FundingSchedule(Instant? due = null, Instant? reported = null)
    {
        Reported = reported;
        Due = due is { } time && !IsReported(time) ? time : null;
    }

    /// <inheritdoc />
    public Instant? Due { get; private set; }

    /// <summary>Newest funding time reported; <see langword="null"/> before the first.</summary>
    public Instant? Reported { get; private set; }

    /// <inheritdoc />
    public Instant? UnannouncedSince { get; private set; }

    /// <inheritdoc />
    public IReadOnlyList<FundingDue> Observe(Instant eventTime, Instant? fundingTime, double? fundingRate, double? markPrice)
    {
        _isAnnounced |= fundingTime is not null;
        UnannouncedSince = _isAnnounced ? null : UnannouncedSince ?? (fundingRate is null ? (Instant?)null : eventTime);
        List<FundingDue>? passed = null;
        var newest = markPrice is { } price ? MarkPrice.From(price, eventTime)?.Price ?? _mark : _mark;
        if (Due is { } due)
        {
            // A mark stamped after the funding time is not the mark of that time.
            _mark = eventTime <= due ? newest : _mark;
            // A later time announced well before this one postpones it; announced close to it, it starts the next interval.
            if (eventTime > due || (fundingTime > due && eventTime >= due - Ahead))
            {
                (passed ??= []).Add(Report(due));
            }
        }

        if (fundingTime is { } announced && !IsReported(announced))
        {
            var known = announced == Due ? _rate : null;
            Due = announced;
            _rate = eventTime <= announced ? Exact(fundingRate) ?? known : known;
        }

        _mark = Due < eventTime ? _mark : newest;
        if (Due is { } reached && reached <= eventTime)
        {
            (passed ??= []).Add(Report(reached));
        }

        _mark = newest;
        return passed ?? (IReadOnlyList<FundingDue>)[];
    }

    private FundingDue Report(Instant due)
    {
        var report = new FundingDue(due, _rate, _mark);
        (Reported, Due, _rate) = (due, null, null);
        return report;
    }

    private bool IsReported(Instant time) => time <= Reported;

    /// <summary>The value as decimal; <see langword="null"/> when it is not finite, too large, or so small that decimal would turn it into 0.</summary>
    internal static decimal? Exact(double? value) =>
        value is > -1e27 and < 1e27 && (decimal)value.Value is var exact && (exact != 0) == (value != 0) ? exact : null;
}
