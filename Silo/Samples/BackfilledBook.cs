using Ballast.Domain;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.OrderBooks.Intake;
using Ballast.Grains.Portfolios.Risk;

namespace Ballast.Silo.Samples;

/// <summary>One book of a backfill, with the number of its points stored.</summary>
internal sealed class BackfilledBook(BookIntake intake, ISampleStore store, RiskOptions risk)
{
    private readonly SamplingGrid _grid = new(risk.Grid);
    private long? _first;
    private long _next;

    /// <summary>Number of points stored, stored before, and without a mid.</summary>
    internal SampleCounts Counts { get; private set; }

    /// <summary>Grid times of the first closed point and the last; <see langword="null"/> when none closed.</summary>
    internal (Instant First, Instant Last)? Range => _first is { } first ? (_grid.TimeOf(first), _grid.TimeOf(_next - 1)) : null;

    internal async Task Apply(MarketEvent marketEvent, CancellationToken cancellationToken)
    {
        intake.Apply(marketEvent);
        var samples = intake.Samples;
        if (samples.ClosedEnd is { } end && end - Math.Max(_next, samples.Oldest!.Value) >= samples.Capacity / 2)
        {
            await Store(intake.ReceivedAt, cancellationToken);
        }
    }

    /// <summary>Stores the remaining points; every event of every instrument that arrived up to <paramref name="watermark"/> must have been applied.</summary>
    internal Task Finish(Instant watermark, CancellationToken cancellationToken) => Store(watermark, cancellationToken);

    private async Task Store(Instant watermark, CancellationToken cancellationToken)
    {
        var (first, mids) = intake.Samples.Closed(_next, watermark);
        if (mids.Length == 0)
        {
            return;
        }

        // Points that a long silence has pushed out of the sampler have no mid.
        var silent = _first is null ? 0 : first - _next;
        Counts += await store.AddMissing(risk.Grid, new(intake.Instrument, first, mids), kept: null, cancellationToken) + new SampleCounts(0, 0, silent);
        (_first, _next) = (_first ?? first, first + mids.Length);
    }
}
