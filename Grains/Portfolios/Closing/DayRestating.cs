using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Restates closed days: values members again after late events or when their marks become known, and stores the differences.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed partial class DayRestating(string portfolio, PortfolioServices services) : IDisposable
{
    /// <summary>How far back closed days are checked after a new activation of an inventory.</summary>
    internal static readonly TimeSpan RecheckedAfterActivation = TimeSpan.FromDays(3);

    private readonly IDayStore _days = services.Stores.Days;
    private readonly TimeProvider _time = services.Market.Time;
    private readonly ILogger _logger = services.Diagnostics.LoggerOf<DayRestating>();
    private readonly Dictionary<InstrumentId, CheckPause> _pauses = [];
    private readonly SemaphoreSlim _adding = new(1, 1);

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
    /// <param name="member">The member.</param>
    /// <param name="check">What to check.</param>
    /// <param name="asset">The member's settle asset; empty while it is not known.</param>
    /// <param name="newest">Newest closed second. A value that stays unknown is looked for until its day ended <see cref="RecheckedAfterActivation"/> before.</param>
    /// <returns>What remains to be checked later, which is the same check after a failure; <see langword="null"/> when nothing does.</returns>
    internal async Task<MemberCheck?> Check(InstrumentId member, MemberCheck check, string asset, Instant newest)
    {
        CheckPause? pause = _pauses.TryGetValue(member, out var last) ? last : null;
        if (pause?.Holds(check, _time) == true)
        {
            return check;
        }

        var rest = await CheckAll(member, check, asset, newest);
        if (rest is null)
        {
            _pauses.Remove(member);
        }
        else
        {
            _pauses[member] = CheckPause.After(pause, rest, _time);
        }

        return rest;
    }

    private async Task<MemberCheck?> CheckAll(InstrumentId member, MemberCheck check, string asset, Instant newest)
    {
        try
        {
            var unknown = new SortedSet<Instant>();
            Instant[] closes = [.. (await _days.List(portfolio, CancellationToken.None)).Where(check.Concerns)];
            while (closes.Length > 0)
            {
                closes = await CheckOnce(closes, member, check, asset, unknown);
            }

            unknown.RemoveWhere(close => close < newest - RecheckedAfterActivation);
            return unknown.Count == 0 ? null : check.Of(unknown);
        }
        catch (Exception e)
        {
            // Nothing is lost: the check stays in the state until it is done.
            NotChecked(_logger, e, portfolio, member);
            return check;
        }
    }

    /// <summary>Asks the member once for its values at the ends of some days, and restates those that differ.</summary>
    /// <param name="closes">Ends of the days.</param>
    /// <param name="member">The member.</param>
    /// <param name="check">Causes, and prices sent since.</param>
    /// <param name="asset">The member's settle asset.</param>
    /// <param name="unknown">Gets the days at whose ends its mark or rate is still not known.</param>
    /// <returns>Days to compare again, because another restatement was added to them meanwhile.</returns>
    private async Task<Instant[]> CheckOnce(
        IReadOnlyList<Instant> closes, InstrumentId member, MemberCheck check, string asset, SortedSet<Instant> unknown)
    {
        var days = new List<(DayRecord Record, DayMember? Old, PastPoint Point)>();
        foreach (var close in closes)
        {
            if (await _days.Read(portfolio, close, CancellationToken.None) is { } record)
            {
                var old = Array.Find(record.Current().Members, known => known.Instrument == member);
                var (mark, mid) = old?.Mark is null ? check.PricesAt(close) : (old.Mark, old.Mid);
                days.Add((record, old, new(close, mark, mid ?? old?.Mid)));
            }
        }

        var values = await services.Grains.Inventory(member).GetValuesAt(new(portfolio), [.. days.Select(day => day.Point)]);
        var again = new List<Instant>();
        foreach (var ((record, old, point), value) in days.Zip(values))
        {
            if (!value.IsKnown)
            {
                NotRetained(_logger, portfolio, point.At, member);
            }
            else if (Restated(member, old, point, value, asset) is { } restated && !await Restate(record, restated, check, unknown))
            {
                again.Add(point.At);
            }
        }

        return [.. again];
    }

    /// <summary>New figures of a member; <see langword="null"/> when it held nothing then, as far as anybody knows.</summary>
    private DayMember? Restated(InstrumentId member, DayMember? old, PastPoint point, PastValue value, string asset) =>
        value.Value is null && old is null ? null : new()
        {
            Instrument = member,
            Asset = old is { Asset.Length: > 0 } ? old.Asset : asset.Length > 0 || value.Value is not null ? asset : services.Currency,
            Value = value.Value ?? PnlAttribution.Zero,
            Mark = point.Mark ?? value.Mark,
            Mid = point.Mid ?? value.Mid,
        };

    /// <returns>Whether the day need not be compared again.</returns>
    private async Task<bool> Restate(DayRecord record, DayMember restated, MemberCheck check, SortedSet<Instant> unknown)
    {
        var close = record.Close.At;
        var rate = record.Current().RateOf(restated.Asset) ?? (await services.Market.PastRates.Get(close)).Table?.Convert(restated.Asset, record.Close.Currency)?.Rate;
        if (rate is null || restated is { Value.Total: null, Mark: null })
        {
            unknown.Add(close);
            StillUnknown(_logger, portfolio, close, restated.Instrument);
        }

        if (Compared(record) is null)
        {
            return true;
        }

        // One after the other: after a lost end of a day every member has a restatement of it, and each that is added makes the others compare again.
        await _adding.WaitAsync();
        try
        {
            var newest = await _days.Read(portfolio, close, CancellationToken.None) ?? record;
            return Compared(newest) is not { } restatement || await _days.Add(portfolio, restatement, newest.Restatements.Length, CancellationToken.None);
        }
        finally
        {
            _adding.Release();
        }

        Restatement? Compared(DayRecord day) => day.Restate([restated], [new(restated.Asset, rate)], check.CausesOf(close, restated.Instrument), services.Market.Clock.Now);
    }

    /// <inheritdoc />
    public void Dispose() => _adding.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "Portfolio {Portfolio}: the day closed at {Close} is not checked for {Member}, of whose events up to then only a checkpoint is kept")]
    private static partial void NotRetained(ILogger logger, string portfolio, Instant close, InstrumentId member);

    [LoggerMessage(Level = LogLevel.Information, Message = "Portfolio {Portfolio}: mark or rate of {Member} at the end of the day closed at {Close} is not known yet")]
    private static partial void StillUnknown(ILogger logger, string portfolio, Instant close, InstrumentId member);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: closed days could not be checked for {Member}; they will be checked again")]
    private static partial void NotChecked(ILogger logger, Exception exception, string portfolio, InstrumentId member);
}
