using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Merges a push that a portfolio has not received with the newer one that replaces it.</summary>
public static class PushOrder
{
    /// <summary>Maximum number of closed values kept for a portfolio that does not answer, two days of seconds. Older ones are missing from its curve.</summary>
    public const int MaxClosed = 172_800;

    /// <summary>Maximum number of late events kept. More are replaced by a single one with the earliest time.</summary>
    public const int MaxLate = 1_000;

    /// <summary>The newer position with the closed values and late events of both, oldest first; of two values for the same second the older one is kept.</summary>
    public static PositionPush After(this PositionPush newer, PositionPush older)
    {
        ArgumentNullException.ThrowIfNull(newer);
        ArgumentNullException.ThrowIfNull(older);
        return older.Closed.Length == 0 && older.Late.Length == 0
            ? newer
            : newer with
            {
                Closed = older.Closed.Length == 0 ? newer.Closed : Join(older.Closed, newer.Closed),
                Late = older.Late.Length == 0 ? newer.Late : Join(older.Late, newer.Late),
                Settle = newer.Settle.Length == 0 ? older.Settle : newer.Settle,
            };
    }

    private static ClosedValue[] Join(ClosedValue[] older, ClosedValue[] newer)
    {
        // Usually all newer values have later times, and one copy is enough.
        ClosedValue[] all = newer.Length == 0 || newer[0].At > older[^1].At
            ? [.. older, .. newer]
            : [.. older.Concat(newer).DistinctBy(value => value.At).OrderBy(value => value.At.Micros)];
        return all.Length <= MaxClosed ? all : all[^MaxClosed..];
    }

    private static LateEvent[] Join(LateEvent[] older, LateEvent[] newer)
    {
        LateEvent[] all = [.. older.Union(newer)];
        return all.Length <= MaxLate
            ? all
            : [new(all.MinBy(late => late.VenueTime.Micros).VenueTime, $"more than {MaxLate} late events")];
    }
}
