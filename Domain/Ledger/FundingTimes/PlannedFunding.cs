using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger.FundingTimes;

/// <summary>Reports the payments of a <see cref="FundingPlan"/> with the rates and marks of tickers.</summary>
/// <remarks>
/// A payment has the last rate since the one before, or by a continuous plan the mean of the rates since then, each of which holds until the
/// next ticker. Rates hold for at most <see cref="Holds"/> without a ticker; what is not known then is reported without a rate, as unknown and not
/// as 0. Tickers whose venue time steps back are left out. Not safe for concurrent use.
/// </remarks>
public sealed class PlannedFunding : IFundingTimes
{
    /// <summary>How long a rate or mark holds without a ticker.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromMinutes(5);

    /// <summary>Most payments reported at once; after a longer pause only some of those missed are, enough to make the funding unknown.</summary>
    private const int MostReported = 500;

    /// <summary>A larger rate is an error of the venue.</summary>
    private const decimal LargestRate = 1_000m;

    private readonly FundingPlan _plan;
    private Instant? _reported;
    private Instant? _rateAt;
    private Instant? _markAt;
    private decimal _rate;
    private decimal _mark;
    private Instant? _seen;
    private decimal _sum;
    private long _known;

    /// <summary>Creates it, empty or as it was before a restart.</summary>
    /// <param name="plan">When the venue pays.</param>
    /// <param name="due">Next payment known before a restart; <see langword="null"/> for none.</param>
    /// <param name="reported">Newest payment reported before a restart; <see langword="null"/> for none.</param>
    public PlannedFunding(FundingPlan plan, Instant? due = null, Instant? reported = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _reported) = (plan, reported);
        Due = plan.Pays && due > (reported ?? new Instant(long.MinValue)) ? due : null;
    }

    /// <inheritdoc />
    public Instant? Due { get; private set; }

    /// <inheritdoc />
    public Instant? UnannouncedSince => null;

    /// <inheritdoc />
    /// <remarks>What the venue announces does not count: a plan is made by somebody who knows better.</remarks>
    public IReadOnlyList<FundingDue> Observe(Instant eventTime, Instant? fundingTime, double? fundingRate, double? markPrice)
    {
        if (!_plan.Pays || eventTime < _seen)
        {
            return [];
        }

        var rate = FundingSchedule.Exact(fundingRate) is { } exact && Math.Abs(exact) <= LargestRate ? exact : (decimal?)null;
        var mark = markPrice is { } price ? MarkPrice.From(price, eventTime)?.Price : null;
        var passed = Missed(eventTime, rate, mark);
        Accrue(eventTime);
        (_rate, _rateAt) = rate is { } newRate ? (newRate, eventTime) : (_rate, _rateAt);
        (_mark, _markAt) = mark is { } newMark ? (newMark, eventTime) : (_mark, _markAt);
        var due = _plan.AtOrAfter(eventTime);
        if (due == eventTime && (_reported is null || due > _reported))
        {
            passed.Add(Report(due, rate, mark));
        }

        Due = _reported is { } newest && due <= newest ? _plan.After(newest) : due;
        return passed;
    }

    /// <summary>The payments between the last ticker and this one; after a very long pause some are left out.</summary>
    private List<FundingDue> Missed(Instant eventTime, decimal? rate, decimal? mark)
    {
        List<FundingDue> missed = [];
        if (Due is not { } first)
        {
            return missed;
        }

        first = _plan.AtOrAfter(first);
        var step = _plan.Every * Math.Max(1, (eventTime - first).Ticks / _plan.Every.Ticks / MostReported);
        for (var due = first; due < eventTime; due += step)
        {
            // Right after a pause the new rate and mark are as good as any before it.
            var isNear = eventTime - due <= Holds;
            missed.Add(Report(due, isNear ? rate : null, isNear ? mark : null));
        }

        return missed;
    }

    /// <summary>A payment.</summary>
    /// <param name="due">Its time.</param>
    /// <param name="laterRate">Rate soon after it, for continuous funding without one before; the rate of discrete funding may be that of the next payment by then.</param>
    /// <param name="laterMark">Mark soon after it, used if there was none before.</param>
    private FundingDue Report(Instant due, decimal? laterRate, decimal? laterMark)
    {
        Accrue(due);
        var rate = _plan.IsContinuous
            ? _known * 2 >= _plan.Every.Ticks / TimeSpan.TicksPerMicrosecond ? _sum / _known : laterRate
            : _rateAt > due - _plan.Every ? (decimal?)_rate : null;
        var isMarked = due - _markAt <= (_plan.Every > Holds ? _plan.Every : Holds);
        (_sum, _known, _reported) = (0, 0, due);
        return new(due, rate is { } known ? _plan.PerPayment(known) : null, isMarked ? _mark : laterMark);
    }

    /// <summary>Adds the rate that held up to a time to the mean of the next payment.</summary>
    private void Accrue(Instant to)
    {
        if (_seen is { } from && _rateAt is { } at)
        {
            var held = (Instant.Min(to, at + Holds) - from).Ticks / TimeSpan.TicksPerMicrosecond;
            if (held > 0)
            {
                _sum += _rate * held;
                _known += held;
            }
        }

        _seen = _seen is { } before ? Instant.Max(before, to) : to;
    }
}
