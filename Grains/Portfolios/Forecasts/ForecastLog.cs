using Ballast.Domain.Risk.Forecasts;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>A portfolio's durable forecasts. Used on the grain's scheduler only.</summary>
internal sealed class ForecastLog(IForecastStore store, string portfolio, ForecastConventions conventions, int kept)
{
    internal const string Abandoned = "the portfolio was activated anew before its outcome";

    /// <summary>Forecasts of a chunk. Old forecasts are dropped by whole chunks.</summary>
    private const int ChunkSize = 1_000;

    private readonly SortedDictionary<long, int> _chunks = [];
    private readonly List<Forecast> _forecasts = [];
    private readonly List<ForecastOutcome> _outcomes = [];
    private UnfinishedForecasts? _unfinished;
    private bool _isBegun;

    internal ForecastHistory History { get; } = new(kept);

    /// <summary>Reads the stored forecasts. Those without an outcome will not get one, because the activation that waited for it has ended.</summary>
    /// <param name="isContinued">Whether a recording goes on where the last one ended; then those that it left unfinished will get one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the last recording left unfinished; <see langword="null"/> when it is not continued or left nothing.</returns>
    internal async Task<UnfinishedForecasts?> Resume(bool isContinued, CancellationToken cancellationToken)
    {
        UnfinishedForecasts? unfinished = null;
        foreach (var chunk in await store.List(portfolio, cancellationToken))
        {
            var known = default(ForecastConventions);
            _chunks[chunk] = 0;
            foreach (var write in await store.Read(portfolio, chunk, cancellationToken))
            {
                known = write.Conventions is null ? known : write.Conventions.Agrees(conventions) ? conventions : write.Conventions;
                if (known is not null)
                {
                    _chunks[chunk] += write.Forecasts.Count(forecast => History.Add(forecast, known));
                }

                foreach (var outcome in write.Outcomes)
                {
                    History.Add(outcome);
                }

                unfinished = isContinued ? write.Unfinished ?? unfinished : null;
            }
        }

        History.Abandon(Abandoned, [.. unfinished?.Points.Select(point => point.At) ?? []]);
        return unfinished;
    }

    /// <summary>Adds a forecast, which <see cref="Flush"/> writes.</summary>
    internal void Add(Forecast forecast)
    {
        if (History.Add(forecast, conventions))
        {
            _forecasts.Add(forecast);
            _forecasts.RemoveRange(0, Math.Max(0, _forecasts.Count - kept));
        }
    }

    /// <summary>Adds an outcome, which <see cref="Flush"/> writes.</summary>
    internal void Add(ForecastOutcome outcome)
    {
        History.Add(outcome);
        _outcomes.Add(outcome);
        _outcomes.RemoveRange(0, Math.Max(0, _outcomes.Count - kept));
    }

    /// <summary>Sets what a recording leaves unfinished, which <see cref="Flush"/> writes.</summary>
    internal void Leave(UnfinishedForecasts unfinished) => _unfinished = unfinished;

    /// <summary>Writes what was added, usually in one append. What could not be stored is written with the next call.</summary>
    internal async Task Flush()
    {
        while (_forecasts.Count > 0 || _outcomes.Count > 0 || _unfinished is not null)
        {
            // A new activation begins a chunk of its own, so that its entries never mix with those of another.
            if (!_isBegun || _chunks.Last().Value >= ChunkSize)
            {
                var next = _chunks.Count == 0 ? 0 : _chunks.Last().Key + 1;
                await store.Begin(portfolio, next, CancellationToken.None);
                (_chunks[next], _isBegun) = (0, true);
            }

            var (chunk, count) = _chunks.Last();
            var write = new ForecastWrite
            {
                Conventions = count == 0 ? conventions : null,
                Forecasts = [.. _forecasts.Take(ChunkSize)],
                Outcomes = [.. _outcomes.Take(_forecasts.Count > ChunkSize ? 0 : ChunkSize)],
                Unfinished = Math.Max(_forecasts.Count, _outcomes.Count) > ChunkSize ? null : _unfinished,
            };
            await store.Append(portfolio, chunk, write, CancellationToken.None);
            _forecasts.RemoveRange(0, write.Forecasts.Count);
            _outcomes.RemoveRange(0, write.Outcomes.Count);
            _unfinished = write.Unfinished is null ? _unfinished : null;
            _chunks[chunk] = count + write.Forecasts.Count;
        }

        var total = _chunks.Values.Sum();
        while (_chunks.Count > 1 && _chunks.First() is { } oldest && total - oldest.Value >= kept)
        {
            await store.Drop(portfolio, oldest.Key, CancellationToken.None);
            _chunks.Remove(oldest.Key);
            total -= oldest.Value;
        }
    }
}
