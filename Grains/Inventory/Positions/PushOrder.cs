using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Joins a push that a portfolio has not received yet with the newer one that replaces it.</summary>
public static class PushOrder
{
    /// <summary>Most closed values kept for a portfolio that does not answer: two days. Older ones are then missing from its curve.</summary>
    public const int MostClosed = 172_800;

    /// <summary>Most late events kept one by one; more are replaced by a single one with the earliest time.</summary>
    public const int MostLate = 1_000;

    /// <summary>The newer position with the closed values and late events of both, oldest first; of two values closed for one time the older counts.</summary>
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
        // The usual case costs one copy: what is newer closed later.
        ClosedValue[] all = newer.Length == 0 || newer[0].At > older[^1].At
            ? [.. older, .. newer]
            : [.. older.Concat(newer).DistinctBy(value => value.At).OrderBy(value => value.At.Micros)];
        return all.Length <= MostClosed ? all : all[^MostClosed..];
    }

    private static LateEvent[] Join(LateEvent[] older, LateEvent[] newer)
    {
        LateEvent[] all = [.. older.Union(newer)];
        return all.Length <= MostLate
            ? all
            : [new(all.MinBy(late => late.VenueTime.Micros).VenueTime, $"more than {MostLate} late events")];
    }
}
