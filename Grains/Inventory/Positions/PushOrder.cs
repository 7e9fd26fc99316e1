using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Merges a push that a portfolio has not received with the newer one that replaces it.</summary>
public static class PushOrder
{
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
                Late = older.Late.Length == 0 ? newer.Late : LateEvents.Join(older.Late, newer.Late),
                Settle = newer.Settle.Length == 0 ? older.Settle : newer.Settle,
            };
    }

    // Usually all newer values have later times, and one copy is enough.
    private static ClosedValue[] Join(ClosedValue[] older, ClosedValue[] newer) => newer.Length == 0 || newer[0].At > older[^1].At
        ? [.. older, .. newer]
        : [.. older.Concat(newer).DistinctBy(value => value.At).OrderBy(value => value.At.Micros)];
}
