using Ballast.Domain.Pnl;

namespace Ballast.Grains.Portfolios;

/// <summary>Looks at closed days again when something came late, and stores what turned out different.</summary>
internal sealed partial class DayRestating(string portfolio, ClosingServices services)
{
    /// <summary>How far back closed days are looked at when an inventory was activated anew.</summary>
    internal static readonly TimeSpan RecheckedAfterActivation = TimeSpan.FromDays(3);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>Causes named one by one in a restatement.</summary>
    private const int MostCauses = 5;

    private readonly Dictionary<InstrumentId, long> _failed = [];

    /// <summary>Closed days that ended at or after a time, oldest first.</summary>
    internal async Task<IReadOnlyList<DayRecord>> Read(Instant from)
    {
        var records = new List<DayRecord>();
        foreach (var close in (await services.Days.List(portfolio, CancellationToken.None)).Where(close => close >= from))
        {
            if (await services.Days.Read(portfolio, close, CancellationToken.None) is { } record)
            {
                records.Add(record);
            }
        }

        return records;
    }

    /// <summary>Values a member anew at every closed day concerned.</summary>
    /// <param name="checks">Of one member; at least one.</param>
    /// <param name="asset">Its settle asset.</param>
    /// <returns>Whether every one is done; one that could not be is tried again later.</returns>
    internal async Task<bool> Check(DayCheck[] checks, string asset)
    {
        var member = checks[0].Instrument;
        if (_failed.TryGetValue(member, out var stamp) && services.Time.GetElapsedTime(stamp) < RetryAfter)
        {
            return false;
        }

        try
        {
            var from = checks.MinBy(check => check.From.Micros).From;
            foreach (var close in (await services.Days.List(portfolio, CancellationToken.None)).Where(close => close >= from))
            {
                await Check(close, member, asset, Causes(checks.Where(check => check.From <= close)));
            }

            _failed.Remove(member);
            return true;
        }
        catch (Exception e)
        {
            // Nothing is lost: the check stays noted until it is done.
            NotChecked(services.Logger, e, portfolio, member);
            _failed[member] = services.Time.GetTimestamp();
            return false;
        }
    }

    private async Task Check(Instant close, InstrumentId instrument, string asset, string cause)
    {
        while (await services.Days.Read(portfolio, close, CancellationToken.None) is { } record)
        {
            var old = Array.Find(record.Current().Members, member => member.Instrument == instrument);
            var value = await services.Grains.GetGrain<IInventoryGrain>(instrument.ToString())
                .GetValueAt(new(portfolio), close, old?.Mark, old?.Mid);
            var restated = new DayMember
            {
                Instrument = instrument,
                Asset = old is { Asset.Length: > 0 } ? old.Asset : asset,
                Value = value ?? PnlAttribution.Zero,
                Mark = old?.Mark,
                Mid = old?.Mid,
            };

            // Refused when somebody else added one: then it is held against that.
            if (record.Restate([restated], cause, services.Clock.Now) is not { } restatement
                || await services.Days.Add(portfolio, restatement, record.Restatements.Length, CancellationToken.None))
            {
                return;
            }
        }
    }

    private static string Causes(IEnumerable<DayCheck> checks)
    {
        var causes = checks.Select(check => check.Cause).Distinct(StringComparer.Ordinal).ToArray();
        return string.Join(", ", causes.Take(MostCauses)) + (causes.Length > MostCauses ? $" and {causes.Length - MostCauses} more" : "");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: closed days could not be checked for {Member}; they are again later")]
    private static partial void NotChecked(ILogger logger, Exception exception, string portfolio, InstrumentId member);
}
