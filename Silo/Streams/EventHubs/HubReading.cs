using Ballast.Silo.Streams.Durable;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>How the partitions of a hub are read.</summary>
/// <param name="Rule">What consumers are owed.</param>
/// <param name="MaxLag">Age from which events are left out where only the newest matter.</param>
/// <param name="OnLostPosition">What becomes of a partition where everything matters and whose place is lost.</param>
internal sealed record HubReading(DeliveryRule Rule, TimeSpan MaxLag, LostPosition OnLostPosition)
{
    /// <summary>Whether no event may be left out.</summary>
    internal bool IsOfEverything => Rule == DeliveryRule.Everything;
}
