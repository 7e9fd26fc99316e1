using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>An inventory as the outbox sees it: it computes a position only when that is about to be sent.</summary>
/// <remarks>Its members may be called on any thread.</remarks>
public interface IPositionSource
{
    /// <summary>Instrument of the inventory.</summary>
    InstrumentId Instrument { get; }

    /// <summary>The current position of a portfolio, with the closed values and late events that were not taken before.</summary>
    /// <returns><see langword="null"/> when the portfolio has no ledger, or the inventory has ended.</returns>
    Task<PositionPush?> Take(string portfolio);

    /// <summary>Says whether anybody follows a portfolio, so that each new mid is of use to it.</summary>
    void SetFollowed(string portfolio, bool isFollowed);
}
