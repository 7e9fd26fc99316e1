using System.Runtime.CompilerServices;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces.Books;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Ballast.Grains.Fx;

/// <inheritdoc cref="IFxGrain" />
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class FxGrain : Grain, IFxGrain, IDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseEvery = TimeSpan.FromSeconds(1);

    /// <summary>Shortest time between two tables of one watch.</summary>
    private static readonly TimeSpan TableEvery = TimeSpan.FromMilliseconds(100);

    private readonly ChangeSignal _changed = new();
    private readonly FxQuotes _quotes;
    private readonly FxHistory _history;
    private readonly FxBooks _books;
    private readonly LongWork<bool> _flushing;
    private readonly MarketClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<FxGrain> _logger;

    /// <summary>Creates an activation.</summary>
    public FxGrain(
        [PersistentState("fx", StreamNames.Storage)] IPersistentState<FxGrainState> state,
        [FromKeyedServices(StreamNames.Storage)] IGrainStorage storage,
        IGrainFactory grains,
        FxGrainServices services,
        ILogger<FxGrain> logger)
    {
        ArgumentNullException.ThrowIfNull(services);
        (_clock, _time, _logger, _flushing) = (services.Clock, services.Time, logger, new(services.Time));
        var options = services.Options;
        var preference = new FxPreference(options.Fx.Instruments.Select(InstrumentId.Parse), options.Fx.MaxAge);
        _quotes = new(options.Fx, preference, services.Terms, options.ReportCurrency);
        _history = new(state, new(storage, this.GetGrainId()), preference, _clock, logger);
        _books = new(_quotes, _history, grains, _clock, new(options.Fx.Patience, new(options.Risk.Grid), _time), logger);
    }

    private IMidSubscriber Self => this.AsReference<IMidSubscriber>();

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _history.Open();
        foreach (var instrument in _history.Instruments.Where(_quotes.IsWanted))
        {
            _quotes.Add(instrument);
        }

        foreach (var asset in _history.Needed)
        {
            _quotes.Need(asset);
        }

        _history.ForgetLate(_quotes.Books);
        this.RegisterGrainTimer(Renew, new GrainTimerCreationOptions(TimeSpan.Zero, RenewEvery) { Interleave = true });
        this.RegisterGrainTimer(CloseDue, new GrainTimerCreationOptions(CloseEvery, CloseEvery) { Interleave = true });
    }

    /// <inheritdoc />
    public async Task Add(InstrumentId instrument)
    {
        if (_quotes.IsWanted(instrument) && _quotes.Add(instrument) is { } book)
        {
            await Follow(book);
            await _history.AddInstrument(instrument);
        }
    }

    /// <inheritdoc />
    public async Task Need(IReadOnlyList<string> assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        foreach (var asset in assets)
        {
            _quotes.Need(asset);
        }

        await Follow();
        await _history.AddNeeded(assets);
    }

    /// <inheritdoc />
    public Task<FxTable> GetTable() => Task.FromResult(_quotes.Table(_clock.Now));

    /// <inheritdoc />
    public async IAsyncEnumerable<FxTable> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = _changed.Next;
            yield return _quotes.Table(_clock.Now);
            await next.WaitAsync(cancellationToken);

            // Changes that follow closely go with the same table.
            await Task.Delay(TableEvery, _time, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task<FxPoint> GetPoint(Instant at) => _history.Read(at);

    /// <inheritdoc />
    public async Task<bool> FlushSome(Guid request, Instant upTo) => (await _flushing.Continue(request, () => FlushTo(upTo))).HasEnded;

    /// <inheritdoc />
    public Task OnMids(MidUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (_books.Apply(update))
        {
            _changed.Raise();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose() => _history.Dispose();

    private async Task<bool> FlushTo(Instant upTo)
    {
        await Follow();
        await _books.Flush(FxPoint.MinuteOf(upTo), Self);
        _changed.Raise();
        await _history.Close(upTo);
        return true;
    }

    private async Task Follow(FxBook? added = null)
    {
        await _books.Follow(Self, added);
        _changed.Raise();
    }

    private async Task Renew(CancellationToken cancellationToken)
    {
        try
        {
            await Follow();
        }
        catch (Exception e)
        {
            // A book that does not answer is asked again with the others, and by itself when a minute closes.
            NotFollowed(_logger, e);
        }

        await _books.Renew(Self);
    }

    private async Task CloseDue(CancellationToken cancellationToken)
    {
        if (_quotes.IsOutdated(_clock.Now))
        {
            _changed.Raise();
        }

        var due = FxPoint.MinuteOf(Watermark() - SamplingGrid.ClosingDelay);
        if (due <= _history.ClosedTo)
        {
            return;
        }

        try
        {
            await _books.Ask(due, Self);
            await _books.Complete(due);
            if (!_books.WaitsFor(due))
            {
                await _history.Close(due, _books.LateAt(due));
            }
        }
        catch (Exception e)
        {
            // It is tried again in a second. After a conflict another activation, or an unseen write of this one, has changed
            // what is stored: a new activation reads it.
            NotClosed(_logger, e, due);
            if (e is InconsistentStateException)
            {
                DeactivateOnIdle();
            }
        }
    }

    /// <summary>Arrival up to which events are taken to be known everywhere; when live it is never ahead of the wall clock.</summary>
    private Instant Watermark()
    {
        var watermark = _clock.Applied;
        if (watermark == default && _quotes.NewestArrival is var newest && newest != default)
        {
            // A silo without a feed has no watermark of its own; the newest arrival at a book, less a margin, is nearly as good.
            watermark = newest - SamplingGrid.ClosingDelay;
        }

        return _clock.FollowsRecording ? watermark : Instant.Min(watermark, _clock.Now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A book that rates are to be taken from did not accept the registration")]
    private static partial void NotFollowed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rates of minutes up to {Minute} could not be closed yet")]
    private static partial void NotClosed(ILogger logger, Exception exception, Instant minute);
}
