using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>Tickers of an instrument to repeat for a reader that has lost some: the newest batch, and the last ticker before each recent funding time.</summary>
/// <remarks>Guarded by the publisher's lock.</remarks>
internal sealed class RecentTickers
{
    /// <summary>Funding falls due every hour at the most; a reader that has been away for more funding times than this has missed some.</summary>
    private const int FundingTimesKept = 4;

    private readonly Queue<DerivativeTicker> _beforeFunding = new();
    private DerivativeTicker? _newest;

    /// <summary>The newest batch with tickers, led by the last tickers before recent funding times; <see langword="null"/> when there was none.</summary>
    internal MarketBatch? Batch { get; private set; }

    /// <summary>Adds a published batch of the ticker stream.</summary>
    internal void Add(MarketBatch batch)
    {
        if (!batch.Events.Any(e => e is DerivativeTicker))
        {
            return;
        }

        foreach (var ticker in batch.Events.OfType<DerivativeTicker>())
        {
            if (_newest is { FundingTime: { } due } last && (ticker.FundingTime != due || (last.ValuationTime <= due && ticker.ValuationTime > due)))
            {
                _beforeFunding.Enqueue(last);
                if (_beforeFunding.Count > FundingTimesKept)
                {
                    _beforeFunding.Dequeue();
                }
            }

            _newest = ticker;
        }

        Batch = batch with { Events = [.. _beforeFunding.Where(ticker => !batch.Events.Contains(ticker)), .. batch.Events], IsResync = true };
    }
}
