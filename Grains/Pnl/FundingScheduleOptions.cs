using Ballast.Domain.Ledger.FundingTimes;

namespace Ballast.Grains.Pnl;

/// <summary>When funding is paid by a venue that announces no funding times.</summary>
public sealed class FundingScheduleOptions
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan ContinuousEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ContinuousRatePer = TimeSpan.FromHours(8);

    /// <summary>Time between payments; <c>00:00:00</c> when none falls due by itself and the amounts booked are all there is. By default a minute when continuous.</summary>
    public TimeSpan? Every { get; set; }

    /// <summary>One of the payments, as time since 00:00 UTC.</summary>
    public TimeSpan From { get; set; }

    /// <summary>Length of time that the venue's rate is for. By default that between payments, and 8 hours when continuous.</summary>
    public TimeSpan? RatePer { get; set; }

    /// <summary>Whether funding accrues all the time, and payments are only how it is booked.</summary>
    public bool Continuous { get; set; }

    internal FundingPlan Plan()
    {
        var every = Every ?? ContinuousEvery;
        return new(every, From, RatePer ?? (Continuous ? ContinuousRatePer : every), Continuous);
    }

    internal IEnumerable<string> Faults(string key)
    {
        if (Every is null && !Continuous)
        {
            yield return $"{key}:Every is missing; write the time between payments, e.g. 08:00:00, or Continuous=true.";
        }

        if (Every is { } every && every != TimeSpan.Zero && (every < Shortest || every > Longest))
        {
            yield return $"{key}:Every is '{every}'; it must be from {Shortest} to {Longest}, or 00:00:00 when only booked amounts count.";
        }

        if (From < TimeSpan.Zero || From >= Longest)
        {
            yield return $"{key}:From is '{From}'; write a time since 00:00 UTC, e.g. 04:00:00.";
        }

        if (RatePer is { } per && (per < Shortest || per > Longest * 53))
        {
            yield return $"{key}:RatePer is '{per}'; write the length of time that the venue's rate is for, e.g. 08:00:00.";
        }
    }
}
