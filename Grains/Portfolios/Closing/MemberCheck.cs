using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Why the values of a member at the ends of closed days have to be checked again. It stays small, however many causes there are.</summary>
[GenerateSerializer, Immutable, Alias("ballast.member-check")]
public sealed record MemberCheck
{
    /// <summary>Maximum number of causes named in a restatement.</summary>
    private const int MaxCauses = 5;

    /// <summary>Maximum number of ends of days of which prices are kept.</summary>
    private const int MaxPrices = 8;

    /// <summary>Causes, each with the time from which on values may have changed; at least one.</summary>
    [Id(0)] public required LateEvent[] Causes { get; init; }

    /// <summary>Prices that the member sent for ends of days after the days were stored, the newest.</summary>
    [Id(1)] public required PastPoint[] Prices { get; init; }

    /// <summary>Days that ended at or after this time are checked.</summary>
    internal Instant From => Causes.MinBy(cause => cause.VenueTime.Micros).VenueTime;

    /// <summary>Mark and mid sent for the end of a day; <see langword="null"/> when there are none.</summary>
    internal (decimal? Mark, decimal? Mid) PricesAt(Instant close)
    {
        var sent = Array.Find(Prices, point => point.At == close);
        return (sent.Mark, sent.Mid);
    }

    /// <summary>Adds causes and prices to a check, which may be <see langword="null"/>.</summary>
    internal static MemberCheck Join(MemberCheck? known, IReadOnlyList<LateEvent> causes, IReadOnlyList<PastPoint> prices) => new()
    {
        Causes = LateEvents.Join(known?.Causes ?? [], causes),
        Prices = [.. (known?.Prices ?? []).Concat(prices).DistinctBy(point => point.At).OrderBy(point => point.At.Micros).TakeLast(MaxPrices)],
    };

    /// <summary>The check of the days from one on, with the same causes; this one when it checks no earlier day.</summary>
    internal MemberCheck Since(Instant close) => From >= close
        ? this
        : this with { Causes = [.. Causes.Select(cause => cause with { VenueTime = Instant.Max(cause.VenueTime, close) })] };

    /// <summary>The first few causes of changes up to a time, in words.</summary>
    internal string CausesUpTo(Instant close)
    {
        var known = Causes.Where(cause => cause.VenueTime <= close).ToArray();
        string[] named = [.. known.Where(cause => cause.Others == 0).Select(cause => cause.Cause).Distinct(StringComparer.Ordinal)];
        var more = Math.Max(0, named.Length - MaxCauses) + known.Sum(cause => cause.Others);
        var first = string.Join(", ", named.Take(MaxCauses));
        return more == 0 ? first : first.Length == 0 ? $"{more} late events" : $"{first} and {more} more";
    }
}
