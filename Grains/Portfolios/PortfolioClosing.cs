using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Orleans.Storage;

namespace Ballast.Grains.Portfolios;

/// <summary>Closes a portfolio's seconds, minutes and days from what its members closed. Used on the grain's scheduler only.</summary>
/// <remarks>
/// A second waits until every member has closed it and its minute has rates; who is behind for <see cref="Patience"/> is missing
/// there. Days are stored before the seconds that follow them, curve points before the state that goes past them.
/// </remarks>
internal sealed partial class PortfolioClosing : IDisposable
{
    /// <summary>Wall time that a second waits for members and rates.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Seconds put into one append.</summary>
    private const int MostPoints = 3_600;

    private readonly ClosingServices _services;
    private readonly IPersistentState<PortfolioClosingState> _state;
    private readonly string _portfolio;
    private readonly OpenSeconds _open;
    private readonly CurveLog _curve;
    private readonly DayRestating _restating;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Queue<(Instant Newest, long Stamp)> _ticks = new();
    private Instant _newest;
    private Instant _waitNoLonger;
    private Instant _allClosedTo;
    private bool _isDirty;
    private Task _running = Task.CompletedTask;

    internal PortfolioClosing(string portfolio, ClosingServices services, IPersistentState<PortfolioClosingState> state)
    {
        (_portfolio, _services, _state) = (portfolio, services, state);
        _open = new(at => _state.State.Days.IsBoundary(at), at => at.Micros % services.GridMicros == 0);
        _curve = new(services.Curves, portfolio);
        _restating = new(portfolio, services);
    }

    /// <summary>Called when what is stored is no longer what this one knows.</summary>
    internal required Action Outdated { get; init; }

    /// <summary>Called with what was held when a second that is a point of the risk grid closes.</summary>
    internal Action<ForecastPoint>? PointClosed { get; init; }

    /// <summary>Profit converted so far.</summary>
    internal FxTranslation Translation => _state.State.Translation;

    /// <summary>When days end.</summary>
    internal DayBook Days => _state.State.Days;

    /// <summary>The durable curve.</summary>
    internal CurveLog Curve => _curve;

    /// <summary>Profits closed whose parts did not make their total.</summary>
    internal long Violations { get; private set; }

    /// <summary>Goes on from what is stored.</summary>
    internal async Task Resume(IEnumerable<InstrumentId> members, CancellationToken cancellationToken)
    {
        await _curve.Resume(cancellationToken);
        _open.Close(_curve.Newest);
        foreach (var member in members)
        {
            Join(member);
        }
    }

    /// <summary>From now on seconds wait for this member.</summary>
    internal void Join(InstrumentId member) => _open.Join(member, _state.State.Members.GetValueOrDefault(member).HasClosed);

    /// <summary>A member turned out to hold nothing.</summary>
    internal void Leave(InstrumentId member) => _open.Leave(member);

    /// <summary>Takes what a member closed and what came late to it.</summary>
    /// <returns>Completes when late events are noted durably, so that whoever sends them may forget them.</returns>
    internal Task Take(PositionPush push)
    {
        foreach (var closed in push.Closed)
        {
            _newest = Instant.Max(_newest, closed.At);
            _open.Take(
                new() { Instrument = push.Instrument, Asset = push.Settle, Value = closed.Value, Mark = closed.Mark, Mid = closed.Mid },
                closed.At,
                new(push.Instrument, push.Settle, closed.Quantity, closed.Contract, closed.Mark));
        }

        var known = _state.State.Members.GetValueOrDefault(push.Instrument);
        var checks = push.Late.Select(late => new DayCheck(push.Instrument, late.VenueTime, late.Cause)).ToList();
        if (known.Epoch > 0 && push.Epoch > known.Epoch)
        {
            var from = Instant.Max(_open.ClosedTo, _state.State.LastDay) - DayRestating.RecheckedAfterActivation;
            checks.Add(new(push.Instrument, from, $"found on reactivation of {push.Instrument}"));
        }

        if (push.Epoch > 0)
        {
            _state.State.Members[push.Instrument] = new(
                Math.Max(known.Epoch, push.Epoch),
                push.Settle.Length > 0 ? push.Settle : push.Positions.Length > 0 ? push.Positions[0].Settle : known.Asset ?? "",
                known.HasClosed || push.Closed.Length > 0);
        }

        // A day that is not closed yet takes late events by itself, unless its member has closed it already.
        checks.RemoveAll(check => _state.State.LastDay < check.From && !_open.Kept.Any(at => at >= check.From));
        if (checks.Count == 0)
        {
            return Task.CompletedTask;
        }

        // Written also when it is known: whoever told it first may not have seen it stored.
        _state.State.Checks.AddRange(checks.Except(_state.State.Checks));
        return Write();
    }

    /// <summary>Called once a second.</summary>
    internal Task Tick()
    {
        if (_services.Clock.FollowsRecording)
        {
            // A recording's time is no measure of who is behind; it ends when everybody has closed everything.
            return Run();
        }

        var now = _services.Time.GetTimestamp();
        _ticks.Enqueue((_newest, now));
        while (_ticks.TryPeek(out var tick) && _services.Time.GetElapsedTime(tick.Stamp, now) > Patience)
        {
            _waitNoLonger = _ticks.Dequeue().Newest;
        }

        return Run();
    }

    /// <summary>Completes when everything that may close is closed and stored, and every closed day that may have changed was looked at.</summary>
    /// <param name="allClosedTo">Up to here every member has closed and sent what it has.</param>
    internal async Task Drain(Instant allClosedTo)
    {
        _allClosedTo = Instant.Max(_allClosedTo, allClosedTo);
        await Run();
        await Run();
    }

    /// <summary>Sets when days end.</summary>
    internal async Task<DayBook> SetBoundary(TimeSpan boundary)
    {
        var before = _state.State.Days;
        var after = before.With(boundary);
        if (after != before)
        {
            _state.State.Days = after;
            try
            {
                await Write();
            }
            catch
            {
                _state.State.Days = _state.State.Days with { Boundary = before.Boundary, NextBoundary = before.NextBoundary };
                throw;
            }
        }

        return _state.State.Days;
    }

    /// <summary>Closed days with their restatements, oldest first.</summary>
    internal Task<IReadOnlyList<DayRecord>> GetDays() => _restating.Read(default);

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private Task Run() => _running.IsCompleted ? _running = CloseAll() : _running;

    private async Task CloseAll()
    {
        try
        {
            // Points the store did not take go first; nothing closes past them.
            await _curve.Flush();
            while (await CloseSome())
            {
                await _curve.Flush();
                if (_isDirty)
                {
                    await Write();
                }
            }

            if (_state.State.Checks.Count > 0)
            {
                await CheckDays();
            }
        }
        catch (Exception e)
        {
            // Whatever was not stored is tried again in a second.
            NotClosed(_services.Logger, e, _portfolio);
            if (e is InconsistentStateException)
            {
                // Another activation wrote, or a write of this one came through unseen: a new one reads what is there.
                Outdated();
            }
        }
    }

    /// <returns>Whether any second closed.</returns>
    private async Task<bool> CloseSome()
    {
        var points = new List<CurvePoint>();
        try
        {
            while (points.Count < MostPoints && _open.Next(_waitNoLonger, _allClosedTo) is { } second && await RatesAt(second) is { } rates)
            {
                points.Add(await Close(second, rates));
                _open.Close(second.At);
                if (second.Holdings is not null)
                {
                    PointClosed?.Invoke(ForecastPoint.Of(second, rates.Table, _services.Currency));
                }
            }
        }
        finally
        {
            _curve.Add(points);
        }

        return points.Count > 0;
    }

    private async Task<CurvePoint> Close(ClosedSecond second, MinuteRates rates)
    {
        var state = _state.State;
        var profit = state.Translation.Now(second.Settled, rates.Of);
        Violations += _services.Meter.Check("portfolio second", _portfolio, profit.Value);
        await CloseDays(second, rates);
        if (FxPoint.MinuteOf(second.At) == second.At)
        {
            // A minute in which a member is missing waits like one without rates, or its profit would seem to go and come.
            state.Translation = second.Missing.Count == 0 ? state.Translation.Close(second.At, second.Settled, rates.Of) : state.Translation;
            _isDirty = true;
        }

        var isComplete = second.Missing.Count == 0;
        return new(second.At, isComplete ? profit.Value.Total : null, profit.PartialTotal, isComplete);
    }

    private async Task CloseDays(ClosedSecond second, MinuteRates rates)
    {
        var (ended, _) = _state.State.Days.Close(second.At);
        foreach (var end in ended)
        {
            var members = end.At == second.At ? second.Members ?? [] : [];
            var missing = end.At == second.At ? second.Missing : [.. _open.EverClosed];
            await _services.Days.Add(
                _portfolio,
                DayClose.Of(
                    end,
                    _services.Currency,
                    members.Concat(missing.Select(member => DayMember.Unknown(
                        member, _state.State.Members.GetValueOrDefault(member).Asset ?? "", $"it did not close {end.At}"))),
                    end.At == second.At ? rates.All(second.Settled) : [],
                    end.At == second.At ? rates.Version : 0,
                    _state.State.Translation),
                CancellationToken.None);
            _state.State.LastDay = end.At;
        }

        // The day book may have been told another boundary meanwhile.
        if (ended.Count > 0 || _state.State.Days.NextClose == default)
        {
            _state.State.Days = _state.State.Days.Close(second.At).After;
            _isDirty = true;
        }
    }

    /// <summary>Rates of a second's minute; <see langword="null"/> while that is not closed and may still be waited for.</summary>
    private async ValueTask<MinuteRates?> RatesAt(ClosedSecond second)
    {
        if (second.Settled.All(profit => profit.Asset == _services.Currency))
        {
            return new(null, _services.Currency);
        }

        var point = await _services.Rates.Get(second.At);
        return point.Closed || second.At <= _waitNoLonger ? new(point.Table, _services.Currency) : null;
    }

    private async Task CheckDays()
    {
        // A day that a member has closed and the portfolio has not is looked at once it is stored.
        var due = _state.State.Checks.Where(check => !_open.Kept.Any(at => at >= check.From)).ToArray();
        foreach (var member in due.GroupBy(check => check.Instrument))
        {
            if (await _restating.Check([.. member], _state.State.Members.GetValueOrDefault(member.Key).Asset ?? ""))
            {
                _state.State.Checks.RemoveAll(member.Contains);
                await Write();
            }
        }
    }

    /// <summary>One write after the other: they share an etag.</summary>
    private async Task Write()
    {
        await _writing.WaitAsync();
        try
        {
            _isDirty = false;
            await _state.WriteStateAsync();
        }
        catch
        {
            _isDirty = true;
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its seconds could not be closed, and are tried again")]
    private static partial void NotClosed(ILogger logger, Exception exception, string portfolio);
}
