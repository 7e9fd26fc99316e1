using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Grains.Interfaces.Inventory;
using Orleans.Storage;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Closes a portfolio's seconds, minutes and days from the values its members closed. Used on the grain's scheduler only.</summary>
/// <remarks>
/// A second closes when every member has closed it and its minute has rates (<see cref="JoinTimeout"/>). A member that is late for
/// too long is reported missing. A day is stored before the seconds after it, and curve points before the state that includes them.
/// </remarks>
internal sealed partial class PortfolioClosing : IDisposable
{
    /// <summary>Maximum number of seconds in one append.</summary>
    private const int MaxPoints = 3_600;

    private readonly string _portfolio;
    private readonly PortfolioServices _services;
    private readonly ClosingStore _store;
    private readonly OpenSeconds _open;
    private readonly DayClosing _days;
    private readonly DayRestating _restating;
    private readonly DayChecks _checks;
    private readonly JoinTimeout _timeout;
    private readonly HeldSeconds _held;
    private readonly ILogger _logger;
    private readonly Queue<ForecastPoint> _gridPoints = new();
    private Instant _newest;
    private Instant _completeTo;
    private Task _running = Task.CompletedTask;

    internal PortfolioClosing(string portfolio, PortfolioServices services, IPersistentState<PortfolioClosingState> state)
    {
        (_portfolio, _services) = (portfolio, services);
        _store = new(state);
        _open = new(at => _store.State.Days.IsBoundary(at), at => at.Micros % services.Grid.StepMicros == 0);
        Curve = new(services.Stores.Curves, portfolio);
        _restating = new(portfolio, services);
        _checks = new(_store, _open, _restating, services.Market.Clock, Failed);
        _days = new(portfolio, services, _store, _checks);
        _timeout = new(services.Market.Time);
        _held = new(services.Market.Time);
        _logger = services.Diagnostics.LoggerOf<PortfolioClosing>();
    }

    /// <summary>Profit converted so far.</summary>
    internal FxTranslation Translation => _store.State.Translation;

    /// <summary>Time of day at which days end.</summary>
    internal DayBook Days => _store.State.Days;

    /// <summary>The durable curve.</summary>
    internal CurveLog Curve { get; }

    /// <summary>Number of closed profits whose parts did not add up to their total.</summary>
    internal long Violations { get; private set; }

    /// <summary>Whether the stored state was changed by another writer, so that this activation must end.</summary>
    internal bool IsOutdated { get; private set; }

    /// <summary>Restores the stored state.</summary>
    internal async Task Resume(IReadOnlyCollection<InstrumentId> members, CancellationToken cancellationToken)
    {
        await Curve.Resume(cancellationToken);
        _open.Close(Curve.Newest);
        _checks.Resume();
        foreach (var member in members)
        {
            Join(member);
        }

        if (!_services.Market.Clock.FollowsRecording)
        {
            // In a replay no portfolio moves.
            _held.Begin(members);
        }
    }

    /// <summary>Asks the members for the seconds after the newest of <see cref="Curve"/>, which an earlier activation may have received and not stored.</summary>
    /// <param name="ask">Asks a member for its values after a time; the answer is <see langword="null"/> when it did not answer.</param>
    internal Task AskAgain(Func<InstrumentId, Instant, Task<PositionPush?>> ask) => _held.Ask(member => AskAgain(member, ask));

    private async Task AskAgain(InstrumentId member, Func<InstrumentId, Instant, Task<PositionPush?>> ask)
    {
        if (await ask(member, Curve.Newest) is { } answer)
        {
            // What it has sent meanwhile comes after the answer.
            await Task.WhenAll(_held.Release(member).Prepend(answer).Select(Add));
        }
    }

    /// <summary>Adds a member, for which seconds wait from now on.</summary>
    internal void Join(InstrumentId member) => _open.Join(member, _store.Member(member).HasClosed);

    /// <summary>Removes a member that holds nothing.</summary>
    internal void Leave(InstrumentId member) => _open.Leave(member);

    /// <summary>Newest second that a member has closed; <see langword="null"/> when it has never closed one.</summary>
    internal Instant? ClosedBy(InstrumentId member) => _open.ClosedBy(member);

    /// <summary>Adds the values that a member closed, and its late events.</summary>
    /// <returns>Completes when the checks of closed days that they require are stored, so that the sender may forget them.</returns>
    internal Task Add(PositionPush push)
    {
        if (_held.Hold(push))
        {
            push = push with { Closed = [] };
        }

        // An activation that a newer one has replaced lacks events, and the newer one closes again what has not been received.
        var known = _store.Member(push.Instrument);
        var closedValues = push.Epoch > 0 && push.Epoch < known.Epoch ? [] : push.Closed;
        foreach (var closed in closedValues)
        {
            _newest = Instant.Max(_newest, closed.At);
            _open.Add(
                new() { Instrument = push.Instrument, Asset = push.Settle, Value = closed.Value, Mark = closed.Mark, Mid = closed.Mid },
                closed.At,
                new(push.Instrument, push.Settle, closed.Quantity, closed.Contract, closed.Mark));
        }

        var mustStore = _checks.Add(push, closedValues);
        if (push.Epoch > 0)
        {
            var settle = push.Settle.Length > 0 ? push.Settle : push.Positions.Length > 0 ? push.Positions[0].Settle : known.Asset ?? "";
            ClosingMember member = new(Math.Max(known.Epoch, push.Epoch), settle, known.HasClosed || closedValues.Length > 0);
            if (member != known)
            {
                _store.State.Members[push.Instrument] = member;
            }
        }

        // Stored even when they are known, because the call that first sent them may have failed before they were stored.
        return mustStore ? StoreChecks(push.Instrument) : Task.CompletedTask;
    }

    /// <summary>Closes the seconds that may close. Called once a second; it never fails, and repeats what failed the last time.</summary>
    internal Task Tick()
    {
        // In a replay the clock does not show which members are late, and every member closes all its seconds in the end.
        if (!_services.Market.Clock.FollowsRecording)
        {
            _timeout.Observe(_newest);
        }

        foreach (var push in _held.ReleaseOverdue())
        {
            // Their late events were taken when they came.
            Add(push).Ignore();
        }

        return Run();
    }

    /// <summary>Completes when every second that may close is closed and stored, and every day that may have changed has been checked.</summary>
    /// <param name="allClosedTo">Time up to which every member has closed and sent all its values.</param>
    internal async Task Settle(Instant allClosedTo)
    {
        _completeTo = Instant.Max(_completeTo, allClosedTo);
        for (var round = 0; round < 2; round++)
        {
            await Run();
            await _checks.WhenEnded();
        }
    }

    /// <summary>Holdings at the points of the risk grid that have closed since the last call, oldest first.</summary>
    internal IReadOnlyList<ForecastPoint> CollectGridPoints()
    {
        ForecastPoint[] closed = [.. _gridPoints];
        _gridPoints.Clear();
        return closed;
    }

    /// <summary>Sets and stores the time of day at which days end.</summary>
    internal Task<DayBook> SetBoundary(TimeSpan boundary) => _store.SetBoundary(boundary);

    /// <summary>Closed days with their restatements, oldest first.</summary>
    internal Task<IReadOnlyList<DayRecord>> GetDays() => _restating.Read(default);

    /// <inheritdoc />
    public void Dispose()
    {
        _store.Dispose();
        _restating.Dispose();
    }

    private async Task StoreChecks(InstrumentId member)
    {
        try
        {
            await _store.Write();
        }
        catch (Exception e)
        {
            // The sender keeps the late events and sends them again. Meanwhile they are stored with the next seconds.
            NotNoted(_logger, e, _portfolio, member);
            throw;
        }
    }

    private Task Run() => _running.IsCompleted ? _running = CloseAll() : _running;

    private async Task CloseAll()
    {
        try
        {
            // Points that could not be stored before are stored first; nothing later closes until they are.
            await Curve.Flush();
            while (await CloseSome())
            {
                await Curve.Flush();
                await _store.WriteChanges();
            }

            _checks.Start();
        }
        catch (Exception e)
        {
            // Logged, and tried again in a second.
            Failed(e);
        }
    }

    private void Failed(Exception fault)
    {
        // After any failure it is tried again in a second. A conflict means that another activation, or a write of
        // this one whose answer was lost, has changed the stored state, so a new activation reads it.
        NotClosed(_logger, fault, _portfolio);
        IsOutdated |= fault is InconsistentStateException;
    }

    /// <returns>Whether any second closed.</returns>
    private async Task<bool> CloseSome()
    {
        var points = new List<CurvePoint>();
        try
        {
            while (points.Count < MaxPoints && _open.Next(new(_timeout.GivenUpTo, _completeTo)) is { } second && await RatesAt(second) is { } rates)
            {
                points.Add(await Close(second, rates));
                _open.Close(second.At);
                if (second.Holdings is not null)
                {
                    _gridPoints.Enqueue(ForecastPoint.Of(second, rates.Table, _services.Currency));
                }
            }
        }
        finally
        {
            Curve.Add(points);
        }

        return points.Count > 0;
    }

    private async Task<CurvePoint> Close(ClosedSecond second, MinuteRates rates)
    {
        var state = _store.State;
        var profit = state.Translation.Now(second.Settled, rates.Of);
        Violations += _services.Diagnostics.Pnl.Check("portfolio second", _portfolio, profit.Value);
        await _days.Close(second, rates, _open.Members);
        if (FxPoint.MinuteOf(second.At) == second.At)
        {
            // A minute with a missing member is not converted, like one without rates. Otherwise the member's profit would
            // seem to disappear and come back.
            state.Translation = second.Missing.Count == 0 ? state.Translation.Close(second.At, second.Settled, rates.Of) : state.Translation;
            _store.MarkChanged();
        }

        var isComplete = second.Missing.Count == 0;
        return new(second.At, isComplete ? profit.Value.Total : null, profit.PartialTotal, isComplete);
    }

    /// <summary>Rates of a second's minute; <see langword="null"/> while the minute is not closed and the second may still wait for it.</summary>
    private async ValueTask<MinuteRates?> RatesAt(ClosedSecond second)
    {
        if (second.Settled.All(profit => profit.Asset == _services.Currency))
        {
            return new(null, _services.Currency);
        }

        var point = await _services.Market.PastRates.Get(second.At);
        return point.Closed || second.At <= _timeout.GivenUpTo ? new(point.Table, _services.Currency) : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: late events of {Member} could not be stored yet")]
    private static partial void NotNoted(ILogger logger, Exception exception, string portfolio, InstrumentId member);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its seconds could not be closed; they are tried again")]
    private static partial void NotClosed(ILogger logger, Exception exception, string portfolio);
}
