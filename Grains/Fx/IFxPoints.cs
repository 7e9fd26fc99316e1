using Ballast.Domain.Pnl;

namespace Ballast.Grains.Fx;

/// <summary>Rates of whole minutes, which never change once they are closed.</summary>
public interface IFxPoints
{
    /// <summary>The rates of the whole minute at or before a venue time; not closed yet means: ask again.</summary>
    ValueTask<FxPoint> Get(Instant at);
}

/// <summary>The newest table for every minute, until minutes are kept.</summary>
public sealed class NewestFxPoints(FxTableCache tables) : IFxPoints
{
    /// <inheritdoc />
    public async ValueTask<FxPoint> Get(Instant at) => new(FxPoint.MinuteOf(at), await tables.Get(), Closed: true);
}
