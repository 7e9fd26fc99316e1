using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Restates closed days: values them again after late events, and stores the differences.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed partial class DayRestating(string portfolio, PortfolioServices services)
{
    /// <summary>How far back closed days are checked after a new activation of an inventory.</summary>
    internal static readonly TimeSpan RecheckedAfterActivation = TimeSpan.FromDays(3);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>Maximum number of causes named in a restatement.</summary>
    private const int MaxCauses = 5;

    private readonly IDayStore _days = services.Stores.Days;
    private readonly TimeProvider _time = services.Market.Time;
    private readonly ILogger _logger = services.Diagnostics.LoggerOf<DayRestating>();
    private readonly Dictionary<InstrumentId, long> _failed = [];

    /// <summary>Closed days that ended at or after a time, oldest first.</summary>
    internal async Task<IReadOnlyList<DayRecord>> Read(Instant from)
    {
        var records = new List<DayRecord>();
        foreach (var close in (await _days.List(portfolio, CancellationToken.None)).Where(close => close >= from))
        {
            if (await _days.Read(portfolio, close, CancellationToken.None) is { } record)
            {
                records.Add(record);
            }
        }

        return records;
    }

    /// <summary>Values a member again at the end of every affected closed day, and restates the days whose figures differ.</summary>
    /// <param name="checks">Checks of one member; at least one.</param>
    /// <param name="asset">The member's settle asset.</param>
    /// <returns>Whether all checks are done; otherwise try again later.</returns>
    internal async Task<bool> Check(DayCheck[] checks, string asset)
    {
        var member = checks[0].Instrument;
        if (_failed.TryGetValue(member, out var stamp) && _time.GetElapsedTime(stamp) < RetryAfter)
        {
            return false;
        }

        try
        {
            var from = checks.MinBy(check => check.From.Micros).From;
            Instant[] closes = [.. (await _days.List(portfolio, CancellationToken.None)).Where(close => close >= from)];
            while (closes.Length > 0)
            {
                closes = await Check(closes, checks, asset);
            }

            _failed.Remove(member);
            return true;
        }
        catch (Exception e)
        {
            // Nothing is lost: the checks stay in the state until they are done.
            NotChecked(_logger, e, portfolio, member);
            _failed[member] = _time.GetTimestamp();
            return false;
        }
    }

    /// <summary>Asks the member once for its values at the ends of some days, and restates those that differ.</summary>
    /// <returns>Days to compare again, because another restatement was added to them meanwhile.</returns>
    private async Task<Instant[]> Check(IReadOnlyList<Instant> closes, DayCheck[] checks, string asset)
    {
        var member = checks[0].Instrument;
        var days = new List<(Instant Close, DayRecord Record, DayMember? Old)>();
        foreach (var close in closes)
        {
            if (await _days.Read(portfolio, close, CancellationToken.None) is { } record)
            {
                days.Add((close, record, Array.Find(record.Current().Members, known => known.Instrument == member)));
            }
        }

        var values = await services.Grains.Inventory(member)
            .GetValuesAt(new(portfolio), [.. days.Select(day => new PastPoint(day.Close, day.Old?.Mark, day.Old?.Mid))]);
        var again = new List<Instant>();
        foreach (var ((close, record, old), value) in days.Zip(values))
        {
            var restated = new DayMember
            {
                Instrument = member,
                Asset = old is { Asset.Length: > 0 } ? old.Asset : asset,
                Value = value.Value ?? PnlAttribution.Zero,
                Mark = old?.Mark,
                Mid = old?.Mid,
            };
            if (!value.IsKnown)
            {
                NotRetained(_logger, portfolio, close, member);
            }
            else if (record.Restate([restated], Causes(checks.Where(check => check.From <= close)), services.Market.Clock.Now) is { } restatement
                && !await _days.Add(portfolio, restatement, record.Restatements.Length, CancellationToken.None))
            {
                again.Add(close);
            }
        }

        return [.. again];
    }

    private static string Causes(IEnumerable<DayCheck> checks)
    {
        var causes = checks.Select(check => check.Cause).Distinct(StringComparer.Ordinal).ToArray();
        return string.Join(", ", causes.Take(MaxCauses)) + (causes.Length > MaxCauses ? $" and {causes.Length - MaxCauses} more" : "");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Portfolio {Portfolio}: the day closed at {Close} is not checked for {Member}, of whose events up to then only a checkpoint is kept")]
    private static partial void NotRetained(ILogger logger, string portfolio, Instant close, InstrumentId member);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: closed days could not be checked for {Member}; they will be checked again")]
    private static partial void NotChecked(ILogger logger, Exception exception, string portfolio, InstrumentId member);
}
