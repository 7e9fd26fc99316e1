using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds;

/// <summary>Market data of the past, which a replay publishes.</summary>
public interface IRecording
{
    /// <summary>Returns all events in order of arrival. Can be enumerated once.</summary>
    /// <exception cref="OperationCanceledException">Reading was cancelled.</exception>
    IEnumerable<MarketEvent> Read(CancellationToken cancellationToken);
}
