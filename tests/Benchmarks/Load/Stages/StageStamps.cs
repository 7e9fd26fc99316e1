using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Benchmarks.Load.Stages;

/// <summary>Listens to the silo of its process and notes when ticks, or newer ones, have passed each stage.</summary>
internal sealed class StageStamps : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private static readonly string[] Names =
        [TickStages.Publish, TickStages.Queue, TickStages.Book, TickStages.Inventory, TickStages.Outbox, TickStages.Portfolio];

    private readonly IDisposable _listeners;
    private IDisposable? _ticks;
    private volatile Dictionary<string, StageTimes>? _stages;

    internal StageStamps() => _listeners = DiagnosticListener.AllListeners.Subscribe(this);

    /// <summary>Notes ticks of a schedule from now on.</summary>
    internal void Begin(TickSchedule schedule) => _stages = Names.ToDictionary(name => name, _ => new StageTimes(schedule), StringComparer.Ordinal);

    /// <summary>What was noted, in the order of the stages.</summary>
    internal IReadOnlyList<StageLatency> Results() => _stages is { } stages ? [.. Names.Select(name => new StageLatency(name, stages[name].Summary()))] : [];

    /// <inheritdoc />
    public void OnNext(DiagnosticListener value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Name == TickStages.Name)
        {
            _ticks = value.Subscribe(this);
        }
    }

    /// <inheritdoc />
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (_stages is not { } stages)
        {
            return;
        }

        var (stage, stamp) = (stages[value.Key], Stopwatch.GetTimestamp());
        foreach (var (instrument, tick) in TicksOf(value.Value))
        {
            stage.See(BenchmarkSilo.IndexOf(instrument.Symbol), tick, stamp);
        }
    }

    /// <inheritdoc />
    public void OnCompleted()
    {
        // The process ends.
    }

    /// <inheritdoc />
    public void OnError(Exception error)
    {
        // Listeners do not fail.
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _ticks?.Dispose();
        _listeners.Dispose();
    }

    /// <summary>Newest tick of each instrument in what has passed.</summary>
    private static IEnumerable<(InstrumentId Instrument, long Tick)> TicksOf(object? passed) => passed switch
    {
        BookChange change => [(change.Instrument, TickOf(change))],
        MarketBatch { Events: [.., BookChange change] } batch => [(batch.Instrument, TickOf(change))],
        MidUpdate { Changes: [.., var change] } update => [(update.Instrument, LadderBook.TickOf((decimal)change.Mid))],
        PositionPush push => Of(push.Positions),
        IReadOnlyList<PositionPush> pushes => pushes.SelectMany(push => Of(push.Positions)),
        PortfolioView view => Of(view.Positions),
        _ => [],
    };

    private static long TickOf(BookChange change) => LadderBook.TickOf((decimal)change.Bids[0].Price + 1);

    private static IEnumerable<(InstrumentId Instrument, long Tick)> Of(IReadOnlyList<PositionView> positions) =>
        from position in positions where position.Mark is not null select (position.Instrument, LadderBook.TickOf(position.Mark!.Value));
}
