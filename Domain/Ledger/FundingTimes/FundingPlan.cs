namespace Ballast.Domain.Ledger.FundingTimes;

/// <summary>When funding is paid by a venue that announces no funding times.</summary>
/// <param name="Every">Time between payments; zero when none falls due by itself, so that the amounts booked are all there is.</param>
/// <param name="From">One of the payments, as time since 00:00 UTC.</param>
/// <param name="RatePer">Length of time that the venue's rate is for.</param>
/// <param name="IsContinuous">Whether funding accrues all the time, so that a payment has the mean of the rates since the one before, not the last of them.</param>
public sealed record FundingPlan(TimeSpan Every, TimeSpan From, TimeSpan RatePer, bool IsContinuous)
{
    /// <summary>Digits of a rate after the point.</summary>
    private const int Decimals = 18;

    /// <summary>Whether anything falls due by itself.</summary>
    public bool Pays => Every > TimeSpan.Zero;

    /// <summary>The first payment at or after a time.</summary>
    public Instant AtOrAfter(Instant time)
    {
        var (every, from) = (MicrosOf(Every), MicrosOf(From));
        var past = (time.Micros - from) % every;

        // The remainder is negative for times before the payment that the plan names.
        return past == 0 ? time : new(time.Micros - past + (past > 0 ? every : 0));
    }

    /// <summary>The first payment later than a time.</summary>
    public Instant After(Instant time) => AtOrAfter(time + TimeSpan.FromMicroseconds(1));

    /// <summary>The part of a venue's rate that one payment has, as a fraction of the notional.</summary>
    public decimal PerPayment(decimal rate) => decimal.Round(rate * Every.Ticks / RatePer.Ticks, Decimals, MidpointRounding.ToEven);

    private static long MicrosOf(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
