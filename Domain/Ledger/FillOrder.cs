namespace Ballast.Domain.Ledger;

/// <summary>Canonical order of fills: venue time, venue sequence, then the key by its bytes.</summary>
/// <remarks>Only fills with the same key compare equal, so the order is total whatever order they arrived in.</remarks>
internal sealed class FillOrder : IComparer<Fill>
{
    internal static readonly FillOrder Instance = new();

    public int Compare(Fill? x, Fill? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = x.VenueTime.CompareTo(y.VenueTime);
        order = order != 0 ? order : x.VenueSequence.CompareTo(y.VenueSequence);
        order = order != 0 ? order : string.CompareOrdinal(x.Account, y.Account);
        order = order != 0 ? order : string.CompareOrdinal(x.TradeId, y.TradeId);
        return order != 0 ? order : x.Side.CompareTo(y.Side);
    }
}
