using System.Runtime.CompilerServices;
using Ballast.Domain.Pnl;
using Ballast.Grains.Fx;

namespace Ballast.Grains.Portfolios;

/// <summary>What a portfolio keeps over restarts.</summary>
[GenerateSerializer, Alias("ballast.portfolio-grain-state")]
public sealed class PortfolioGrainState
{
    /// <summary>Instruments it ever traded.</summary>
    [Id(0)] public HashSet<InstrumentId> Members { get; set; } = [];

    /// <summary>Epoch of the newest activation.</summary>
    [Id(1)] public long Epoch { get; set; }
}

/// <inheritdoc cref="IPortfolioGrain" />
public sealed partial class PortfolioGrain(
    [PersistentState("portfolio", StreamNames.Storage)] IPersistentState<PortfolioGrainState> state,
    [PersistentState("closing", StreamNames.Storage)] IPersistentState<PortfolioClosingState> closingState,
    ClosingServices closingServices,
    ForecastServices forecastServices,
    IPortfolioCatalog catalog,
    IPortfolioTree tree,
    FxTableCache fx,
    PortfolioRisk risk,
    PnlMeter meter,
    IOptions<BallastOptions> options,
    TimeProvider time,
    ILogger<PortfolioGrain> logger) : Grain, IPortfolioGrain, IDisposable
{
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MissingAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<InstrumentId, Known> _positions = [];
    private readonly HashSet<InstrumentId> _asking = [];
    private readonly ChangeSignal _changed = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private long _version;
    private long _violations;
    private PortfolioClosing _closing = null!;

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _forecasts = new(this.GetPrimaryKeyString(), forecastServices);
        _closing = new(this.GetPrimaryKeyString(), closingServices, closingState) { Outdated = DeactivateOnIdle, PointClosed = TakeOwnPoint };

        // A portfolio nobody has booked into is only being looked at: it leaves no trace in the store.
        if (state.RecordExists)
        {
            state.State.Epoch++;
            await state.WriteStateAsync(cancellationToken);
            await _closing.Resume(state.State.Members, cancellationToken);
            await _forecasts.Resume(cancellationToken);
        }

        FindPoints();
        await FindPlace(cancellationToken);
        this.RegisterGrainTimer(AskSilent, new GrainTimerCreationOptions(TimeSpan.Zero, AskEvery) { Interleave = true });
        this.RegisterGrainTimer(_ => _closing.Tick(), new GrainTimerCreationOptions(AskEvery, AskEvery) { Interleave = true });
        this.RegisterGrainTimer(_ => _forecasts.Run(), new GrainTimerCreationOptions(AskEvery, AskEvery) { Interleave = true });
    }

    /// <inheritdoc />
    public async Task RecordMember(InstrumentId instrument)
    {
        // Two first fills may come at once: one write after the other, and neither is answered before its own is stored.
        await _writing.WaitAsync();
        try
        {
            if (state.State.Members.Contains(instrument))
            {
                return;
            }

            await catalog.Add(this.GetPrimaryKeyString(), CancellationToken.None);
            state.State.Members.Add(instrument);
            state.State.Epoch = Math.Max(1, state.State.Epoch);
            try
            {
                await state.WriteStateAsync();
            }
            catch
            {
                state.State.Members.Remove(instrument);
                throw;
            }

            // Before its first fill counts, so that no second closes without it.
            _closing.Join(instrument);

            // Nor a point of its parent.
            _mustTell = true;
            Tell();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<InstrumentId>> GetMembers(PortfolioId portfolio) =>
        Task.FromResult<IReadOnlyList<InstrumentId>>([.. state.State.Members.Order()]);

    /// <inheritdoc />
    public Task OnPositions(IReadOnlyList<PositionPush> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        return Task.WhenAll(positions.Select(Take));
    }

    /// <inheritdoc />
    public async Task<PortfolioView> GetPortfolio(PortfolioId portfolio) => View(await fx.Refresh());

    /// <inheritdoc />
    public async Task<CurveView> GetCurve(PortfolioId portfolio, Instant from, Instant to, CurveResolution? resolution)
    {
        if (to < from)
        {
            throw new ArgumentException($"to is {to}, before from, {from}.", nameof(to));
        }

        var (used, points) = await _closing.Curve.Read(from, to, resolution);
        return new() { Portfolio = portfolio.Name, Currency = options.Value.ReportCurrency, Resolution = used, Points = points };
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<DayRecord>> GetDays(PortfolioId portfolio) => _closing.GetDays();

    /// <inheritdoc />
    public Task<DayBook> GetDayBook(PortfolioId portfolio) => Task.FromResult(_closing.Days);

    /// <inheritdoc />
    public Task<DayBook> SetDayBoundary(PortfolioId portfolio, TimeSpan boundary) => _closing.SetBoundary(boundary);

    /// <inheritdoc />
    public Task Flush() => FlushTo(default);

    /// <inheritdoc />
    public async Task FlushTo(Instant allClosedTo)
    {
        await _closing.Drain(allClosedTo);
        await DrainPoints(allClosedTo);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<PortfolioView> Watch(
        PortfolioId portfolio, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = _changed.Next;
            yield return View(await fx.Get());
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Asks members that never pushed, or have been silent; that activates them, and they push again by themselves.</summary>
    private Task AskSilent(CancellationToken cancellationToken)
    {
        var silent = state.State.Members
            .Where(member => !_positions.TryGetValue(member, out var known) || time.GetElapsedTime(known.Heard) > SilentAfter)
            .ToArray();
        foreach (var member in silent)
        {
            // Not awaited: one that does not answer must not keep the others from being asked.
            if (_asking.Add(member))
            {
                Ask(member).Ignore();
            }
        }

        return Task.CompletedTask;
    }

    private async Task Ask(InstrumentId member)
    {
        try
        {
            var portfolio = new PortfolioId(this.GetPrimaryKeyString());
            var push = await GrainFactory.GetGrain<IInventoryGrain>(member.ToString()).GetPosition(portfolio);

            if (push is null)
            {
                _closing.Leave(member);
            }

            // A member is recorded before its first fill is, and that may have failed: holding nothing is an answer.
            await Take(push ?? new() { Instrument = member, Epoch = 0, Version = 0, JournalLength = 0, Positions = [] });
        }
        catch (Exception e)
        {
            // It stays missing, the view says so, and it is asked again in a second.
            NoAnswer(logger, e, this.GetPrimaryKeyString(), member);
        }
        finally
        {
            _asking.Remove(member);
        }
    }

    /// <returns>Completes when what must not be lost of the push is durable.</returns>
    private Task Take(PositionPush push)
    {
        // What closed and came late counts also in a push whose positions are old.
        var noted = _closing.Take(push);
        if (_positions.TryGetValue(push.Instrument, out var known))
        {
            if (push.JournalLength < known.Push.JournalLength && push.Epoch > known.Push.Epoch)
            {
                TailLost(logger, this.GetPrimaryKeyString(), push.Instrument, known.Push.JournalLength, push.JournalLength);
            }

            if ((push.Epoch, push.Version).CompareTo((known.Push.Epoch, known.Push.Version)) <= 0)
            {
                // Nothing new, but it was heard of: one that holds nothing answers the same each time.
                if ((push.Epoch, push.Version) == (known.Push.Epoch, known.Push.Version))
                {
                    _positions[push.Instrument] = known with { Heard = time.GetTimestamp() };
                }

                return noted;
            }
        }

        _positions[push.Instrument] = new(push, time.GetTimestamp());
        foreach (var position in push.Positions)
        {
            _violations += meter.Check("position", position.Instrument.ToString(), position.Attribution, position.Total);
        }

        _version++;
        _changed.Raise();
        ChangedHere(push.Instrument);
        return noted;
    }

    private PortfolioView View(FxTable table)
    {
        var own = _positions.Values.SelectMany(known => known.Push.Positions);
        PositionView[] positions = _below.IsEmpty ? [.. own] : PositionUnion.InOrder(own.Concat(_below.Positions().SelectMany(held => held.Push.Positions)));
        var translations = _below.Holders();
        translations[this.GetPrimaryKeyString()] = _closing.Translation;
        var view = PortfolioFigures.View(
            this.GetPrimaryKeyString(), positions, MissingMembers(), MissingBelow(), table, translations, options.Value.ReportCurrency) with
        {
            Epoch = state.State.Epoch,
            Version = _version,
        };
        _violations += meter.Check("portfolio", view.Portfolio, view.Attribution, view.Total);
        return view with { IdentityViolations = _violations + _closing.Violations };
    }

    /// <summary>One that was asked and stays silent has an old figure, which must not pass for a new one.</summary>
    private InstrumentId[] MissingMembers() =>
    [
        .. state.State.Members
            .Where(member => !_positions.TryGetValue(member, out var known) || time.GetElapsedTime(known.Heard) > MissingAfter)
            .Order(),
    ];

    private sealed record Known(PositionPush Push, long Heard);

    /// <inheritdoc />
    public void Dispose()
    {
        _writing.Dispose();
        _closing?.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: {Member} did not answer")]
    private static partial void NoAnswer(ILogger logger, Exception exception, string portfolio, InstrumentId member);

    [LoggerMessage(Level = LogLevel.Error, Message = "Portfolio {Portfolio}: the journal of {Member} had {Before} entries and now has {After}: its tail is lost")]
    private static partial void TailLost(ILogger logger, string portfolio, InstrumentId member, long before, long after);
}
