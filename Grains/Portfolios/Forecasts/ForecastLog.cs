using Ballast.Domain.Risk;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>A portfolio's durable forecasts. Used on the grain's scheduler only.</summary>
internal sealed class ForecastLog(IForecastStore store, string portfolio, ForecastConventions conventions, int kept)
{
    internal const string Abandoned = "the portfolio was activated anew before its outcome";

    /// <summary>Forecasts of a chunk. Old forecasts are dropped by whole chunks.</summary>
    private const int ChunkSize = 1_000;

    private readonly SortedDictionary<long, int> chunks = [];
    private readonly List<Forecast> forecasts = [];
    private readonly List<ForecastOutcome> outcomes = [];
    private bool isBegun;

    internal ForecastHistory History { get; } = new(kept);

    /// <summary>Reads what is stored. Forecasts without an outcome will get none: the activation that waited for it is gone.</summary>
    internal async Task Resume(CancellationToken cancellationToken)
    {
        foreach (var chunk in await store.List(portfolio, cancellationToken))
        {
            var known = default(ForecastConventions);
            chunks[chunk] = 0;
            foreach (var write in await store.Read(portfolio, chunk, cancellationToken))
            {
                known = write.Conventions is null ? known : write.Conventions.Agrees(conventions) ? conventions : write.Conventions;
                if (known is not null)
                {
                    chunks[chunk] += write.Forecasts.Count(forecast => History.Add(forecast, known));
                }

                foreach (var outcome in write.Outcomes)
                {
                    History.Add(outcome);
                }
            }
        }

        History.Abandon(Abandoned);
    }

    /// <summary>Takes a forecast, which <see cref="Flush"/> writes.</summary>
    internal void Add(Forecast forecast)
    {
        if (History.Add(forecast, conventions))
        {
            forecasts.Add(forecast);
            forecasts.RemoveRange(0, Math.Max(0, forecasts.Count - kept));
        }
    }

    /// <summary>Takes an outcome, which <see cref="Flush"/> writes.</summary>
    internal void Add(ForecastOutcome outcome)
    {
        History.Add(outcome);
        outcomes.Add(outcome);
        outcomes.RemoveRange(0, Math.Max(0, outcomes.Count - kept));
    }

    /// <summary>Writes what was taken, in the usual case by one append. What the store does not take stays, and is written with the next.</summary>
    internal async Task Flush()
    {
        while (forecasts.Count > 0 || outcomes.Count > 0)
        {
            // A new activation begins a chunk of its own, so that its entries never mix with those of another.
            if (!isBegun || chunks.Last().Value >= ChunkSize)
            {
                var next = chunks.Count == 0 ? 0 : chunks.Last().Key + 1;
                await store.Begin(portfolio, next, CancellationToken.None);
                (chunks[next], isBegun) = (0, true);
            }

            var (chunk, count) = chunks.Last();
            var write = new ForecastWrite
            {
                Conventions = count == 0 ? conventions : null,
                Forecasts = [.. forecasts.Take(ChunkSize)],
                Outcomes = [.. outcomes.Take(forecasts.Count > ChunkSize ? 0 : ChunkSize)],
            };
            await store.Append(portfolio, chunk, write, CancellationToken.None);
            forecasts.RemoveRange(0, write.Forecasts.Count);
            outcomes.RemoveRange(0, write.Outcomes.Count);
            chunks[chunk] = count + write.Forecasts.Count;
        }

        var total = chunks.Values.Sum();
        while (chunks.Count > 1 && chunks.First() is { } oldest && total - oldest.Value >= kept)
        {
            await store.Drop(portfolio, oldest.Key, CancellationToken.None);
            chunks.Remove(oldest.Key);
            total -= oldest.Value;
        }
    }
}
