using Ballast.Domain.Ledger.Booking;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Counts events of this activation that changed nothing.</summary>
internal sealed class EventTally
{
    /// <summary>Events equal to one booked before.</summary>
    internal long Duplicates { get; private set; }

    /// <summary>Events that differ from one booked under the same key.</summary>
    internal long Conflicts { get; private set; }

    /// <summary>Events that could not be booked.</summary>
    internal long Refused { get; private set; }

    /// <summary>Counts events that were refused before the ledgers saw them.</summary>
    internal void CountRefused(int count) => Refused += count;

    /// <summary>Counts judged events.</summary>
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
