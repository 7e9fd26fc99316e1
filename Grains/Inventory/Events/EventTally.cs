using Ballast.Domain.Ledger.Booking;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Counts the events of this activation that were not booked.</summary>
internal sealed class EventTally
{
    /// <summary>Events equal to one already booked.</summary>
    internal long Duplicates { get; private set; }

    /// <summary>Events whose key is already booked with another payload.</summary>
    internal long Conflicts { get; private set; }

    /// <summary>Events that could not be booked.</summary>
    internal long Refused { get; private set; }

    /// <summary>Counts events that the configuration does not allow.</summary>
    internal void CountRefused(int count) => Refused += count;

    /// <summary>Counts the outcomes of checked events.</summary>
    internal void Count(PreparedEvents prepared)
    {
        foreach (var (_, outcome, _) in prepared.Entries)
        {
            switch (outcome)
            {
                case FillOutcome.Recorded:
                    break;
                case FillOutcome.Duplicate:
                    Duplicates++;
                    break;
                case FillOutcome.Conflict:
                    Conflicts++;
                    break;
                default:
                    Refused++;
                    break;
            }
        }
    }
}
