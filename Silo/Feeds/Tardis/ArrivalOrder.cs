using Ballast.Domain;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Makes arrival times within one source never step back, on which everything downstream relies.</summary>
internal sealed class ArrivalOrder(ReadCounts counts)
{
    private Instant _last = new(long.MinValue);

    /// <summary>Returns the event; if it arrived earlier than the event before it, it gets that event's arrival.</summary>
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
