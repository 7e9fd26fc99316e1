using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>Rates of whole minutes. A rate of a closed minute never changes; see <see cref="FxPoint.Awaited"/> for rates that may be added.</summary>
public interface IFxPoints
{
    /// <summary>The rates of the whole minute at or before a venue time. When the minute is not closed yet, the caller asks again later.</summary>
    ValueTask<FxPoint> Get(Instant at);
}
