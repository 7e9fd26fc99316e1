using Ballast.Domain;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>An event that was booked after a second at or after its venue time had closed.</summary>
/// <param name="VenueTime">Venue time of the event.</param>
/// <param name="Cause">Name of the event, e.g. <c>fill 4711</c>.</param>
/// <param name="Others">
/// Number of events for which this one stands, of which <see cref="VenueTime"/> is the earliest; 0 for a single event. An event that was sent again may be counted twice.
/// </param>
[GenerateSerializer, Immutable, Alias("ballast.late-event")]
public readonly record struct LateEvent([property: Id(0)] Instant VenueTime, [property: Id(1)] string Cause, [property: Id(2)] long Others = 0);
