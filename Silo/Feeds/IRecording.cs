using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds;

/// <summary>Market data of the past, which a replay publishes.</summary>
public interface IRecording
{
    /// <summary>Returns all events in order of arrival. Can be enumerated once.</summary>
    /// <param name="faults">Receives everything that cannot be used, before the event that follows it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">Reading was cancelled.</exception>
    IEnumerable<MarketEvent> Read(InputFaults faults, CancellationToken cancellationToken);
}
