using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>Adds to closed minutes the rates that they lack, from samples. What a minute has stays as it is.</summary>
/// <remarks>Nothing else may write the minutes meanwhile. Running it again changes nothing.</remarks>
/// <param name="state">Stored state of the FX grain besides its hours; read before.</param>
/// <param name="archive">The hours.</param>
/// <param name="samples">Reads the samples of an instrument from a grid index to another, both included; fewer are samples that are missing.</param>
/// <param name="preference">Chooses among the instruments of a pair.</param>
/// <param name="grid">Grid of the samples.</param>
internal sealed class FxRebuild(
    IPersistentState<FxGrainState> state, FxArchive archive, Func<InstrumentId, long, long, Task<double[]>> samples, FxPreference preference, SamplingGrid grid)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Rebuilds the closed minutes from one time to another, both included.</summary>
    /// <param name="spots">Instruments to take rates from.</param>
    /// <param name="from">First minute.</param>
    /// <param name="to">Last minute; later ones than the newest closed one are left alone.</param>
    /// <param name="cancellationToken">Stops between two hours.</param>
    internal async Task<FxRebuilt> Run(IReadOnlyList<Instrument> spots, Instant from, Instant to, CancellationToken cancellationToken)
    {
        if (state.State.Hour == 0)
        {
            return default;
        }

        var closedTo = await archive.ReadClosedTo(state.State.Hour);
        var (first, last) = (FxPoint.MinuteOf(from - TimeSpan.FromMicroseconds(1)) + Minute, Instant.Min(FxPoint.MinuteOf(to), closedTo));
        var result = new FxRebuilt(0, 0, 0);
        for (var hour = FxArchive.HourOf(first); first <= last && hour <= FxArchive.HourOf(last); hour++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var begin = Instant.Max(first, FxArchive.BeginOf(hour));
            var end = Instant.Min(last, FxArchive.BeginOf(hour + 1) - Minute);
            result += await Rebuild(hour, begin, end, await Quotes(spots, begin, end));
        }

        if (result.Mended > 0 && FxArchive.HourOf(first) < state.State.OldestHour)
        {
            state.State.OldestHour = FxArchive.HourOf(first);
            await state.WriteStateAsync(cancellationToken);
        }

        return result;
    }

    private async Task<FxRebuilt> Rebuild(long hour, Instant begin, Instant end, Dictionary<Instant, List<FxQuote>> found)
    {
        var known = await archive.Read(hour);
        var points = known.Points.ToDictionary(point => point.Minute);
        var result = new FxRebuilt(0, 0, 0);
        for (var minute = begin; minute <= end; minute += Minute)
        {
            var table = points.GetValueOrDefault(minute)?.Table;
            var have = table?.Quotes ?? [];

            // A pair that converts over others keeps that rate: a rate of a closed minute never changes.
            var missing = found.GetValueOrDefault(minute, []).Where(quote => table?.Convert(quote.Base, quote.Quote) is null).ToArray();
            if (missing.Length > 0)
            {
                points[minute] = new(minute, preference.Table(minute.Micros / (60 * Instant.PerSecond), minute, [.. have, .. missing]), Closed: true);
            }

            result += missing.Length > 0 ? new(1, 0, 0) : have.Length > 0 ? new(0, 1, 0) : new(0, 0, 1);
        }

        if (result.Mended > 0)
        {
            // An hour that was dropped has no newest minute of its own; all of it is closed.
            var closedTo = known.ClosedTo == default ? FxArchive.BeginOf(hour + 1) - Minute : known.ClosedTo;
            await archive.Replace(hour, points.Values.OrderBy(point => point.Minute), closedTo);
        }

        return result;
    }

    /// <summary>The newest sample of each instrument at each minute that is within the age limit.</summary>
    private async Task<Dictionary<Instant, List<FxQuote>>> Quotes(IReadOnlyList<Instrument> spots, Instant begin, Instant end)
    {
        var quotes = new Dictionary<Instant, List<FxQuote>>();
        var first = grid.IndexAtOrAfter(begin - preference.MaxAge);
        foreach (var spot in spots)
        {
            var mids = await samples(spot.Id, first, Math.Max(first, grid.IndexAtOrBefore(end)));
            for (var minute = begin; minute <= end; minute += Minute)
            {
                if (At(mids, first, minute) is { } mid)
                {
                    (quotes.TryGetValue(minute, out var known) ? known : quotes[minute] = []).Add(new(spot.Base, spot.Quote, mid.Price, mid.AsOf, spot.Id));
                }
            }
        }

        return quotes;
    }

    private MarkPrice? At(double[] mids, long first, Instant minute)
    {
        for (var index = grid.IndexAtOrBefore(minute); index >= first && minute - grid.TimeOf(index) <= preference.MaxAge; index--)
        {
            if (index - first < mids.Length && MarkPrice.From(mids[index - first], grid.TimeOf(index)) is { } mid)
            {
                return mid;
            }
        }

        return null;
    }
}
