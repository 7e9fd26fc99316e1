using Ballast.Domain;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Keeps arrival within one source from stepping back, which everything downstream relies on.</summary>
internal sealed class ArrivalOrder(ReadCounts counts)
{
    private Instant _last = new(long.MinValue);

    /// <summary>The event, with the arrival of the one before it if its own is earlier.</summary>
    public MarketEvent Keep(MarketEvent next)
    {
        if (next.ReceivedAt < _last)
        {
            counts.AddStepBack();
            return next with { ReceivedAt = _last };
        }

        _last = next.ReceivedAt;
        return next;
    }
}
