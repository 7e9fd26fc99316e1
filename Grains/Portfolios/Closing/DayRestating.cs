using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;

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
            foreach (var close in (await _days.List(portfolio, CancellationToken.None)).Where(close => close >= from))
            {
                await Check(close, member, asset, Causes(checks.Where(check => check.From <= close)));
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

    private async Task Check(Instant close, InstrumentId instrument, string asset, string cause)
    {
        while (await _days.Read(portfolio, close, CancellationToken.None) is { } record)
        {
            var old = Array.Find(record.Current().Members, member => member.Instrument == instrument);
            var value = await services.Grains.Inventory(instrument)
                .GetValueAt(new(portfolio), close, old?.Mark, old?.Mid);
            var restated = new DayMember
            {
                Instrument = instrument,
                Asset = old is { Asset.Length: > 0 } ? old.Asset : asset,
                Value = value ?? PnlAttribution.Zero,
                Mark = old?.Mark,
                Mid = old?.Mid,
            };

            // The store refuses when another restatement was added meanwhile; then the day is compared again.
            if (record.Restate([restated], cause, services.Market.Clock.Now) is not { } restatement
                || await _days.Add(portfolio, restatement, record.Restatements.Length, CancellationToken.None))
            {
                return;
            }
        }
    }

    private static string Causes(IEnumerable<DayCheck> checks)
    {
        var causes = checks.Select(check => check.Cause).Distinct(StringComparer.Ordinal).ToArray();
        return string.Join(", ", causes.Take(MaxCauses)) + (causes.Length > MaxCauses ? $" and {causes.Length - MaxCauses} more" : "");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: closed days could not be checked for {Member}; they will be checked again")]
    private static partial void NotChecked(ILogger logger, Exception exception, string portfolio, InstrumentId member);
}
