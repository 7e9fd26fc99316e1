using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Why the values of a member at the ends of closed days have to be checked again. It stays small, however many causes there are.</summary>
[GenerateSerializer, Immutable, Alias("ballast.member-check")]
public sealed record MemberCheck
{
    /// <summary>Maximum number of causes named in a restatement.</summary>
    private const int MaxCauses = 5;

    /// <summary>Maximum number of single days, the newest.</summary>
    private const int MaxEnds = 32;

    /// <summary>Causes, each with the time from which on values may have changed: every day that ended at or after it is checked.</summary>
    [Id(0)] public required LateEvent[] Causes { get; init; }

    /// <summary>Ends of single days that are checked too, with the prices that the member has sent for them since.</summary>
    [Id(1)] public required PastPoint[] Ends { get; init; }

    /// <summary>Earliest time of a cause; the greatest time when there is none.</summary>
    internal Instant From => Causes.Select(cause => cause.VenueTime).Append(new(Instant.MaxMicros)).MinBy(time => time.Micros);

    /// <summary>Whether a day is to be checked.</summary>
    internal bool Concerns(Instant close) => close >= From || Ends.Any(end => end.At == close);

    /// <summary>Mark and mid sent for the end of a day; <see langword="null"/> when there are none.</summary>
    internal (decimal? Mark, decimal? Mid) PricesAt(Instant close)
    {
        var sent = Array.Find(Ends, end => end.At == close);
        return (sent.Mark, sent.Mid);
    }

    /// <summary>Adds causes and ends of days to a check, which may be <see langword="null"/>. The first prices of an end stay.</summary>
    internal static MemberCheck Join(MemberCheck? known, IEnumerable<LateEvent> causes, IEnumerable<PastPoint> ends) => new()
    {
        Causes = LateEvents.Join(known?.Causes ?? [], causes),
        Ends = [.. (known?.Ends ?? []).Concat(ends)
            .GroupBy(end => end.At)
            .Select(same => same.FirstOrDefault(end => end.Mark is not null, same.First()))
            .OrderBy(end => end.At.Micros)
            .TakeLast(MaxEnds)],
    };

    /// <summary>The check of those days whose values are still not known, with the same causes; this one when there are no others.</summary>
    /// <param name="closes">Ends of these days, at least one.</param>
    internal MemberCheck Of(SortedSet<Instant> closes) => From >= closes.Min && (Causes.Length > 0 || Ends.All(end => closes.Contains(end.At)))
        ? this
        : new()
        {
            Causes = [.. Causes.Select(cause => cause with { VenueTime = Instant.Max(cause.VenueTime, closes.Min) })],
            Ends = [.. Ends.Where(end => closes.Contains(end.At))],
        };

    /// <summary>The first few causes for which a day is checked, in words.</summary>
    /// <param name="close">End of the day.</param>
    /// <param name="member">The member that is checked.</param>
    internal string CausesOf(Instant close, InstrumentId member)
    {
        var known = Causes.Where(cause => cause.VenueTime <= close).ToArray();
        var found = Ends.Where(end => end.At == close).Select(_ => $"value of {member} became known");
        string[] named = [.. known.Where(cause => cause.Others == 0).Select(cause => cause.Cause).Concat(found).Distinct(StringComparer.Ordinal)];
        var more = Math.Max(0, named.Length - MaxCauses) + known.Sum(cause => cause.Others);
        var first = string.Join(", ", named.Take(MaxCauses));
        return more == 0 ? first : first.Length == 0 ? $"{more} late events" : $"{first} and {more} more";
    }
}
