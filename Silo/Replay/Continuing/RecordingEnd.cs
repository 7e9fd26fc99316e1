using Ballast.Domain;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Replay.Continuing;

/// <summary>How the last recording on a store ended.</summary>
/// <param name="At">Arrival of its last event.</param>
/// <param name="ClosedTo">Newest second that it closed; later ones stay open for a recording that follows.</param>
/// <param name="Events">Events that a recording that follows begins with, in order of arrival.</param>
public sealed record RecordingEnd(Instant At, Instant ClosedTo, IReadOnlyList<MarketEvent> Events);
