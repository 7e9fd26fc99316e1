namespace Ballast.Grains.Fx;

/// <summary>Sources of FX rates.</summary>
public sealed class FxOptions
{
    /// <summary>
    /// Spot instruments, as <c>exchange/symbol</c>, whose mids are followed; empty means every spot instrument that a feed publishes:
    /// those on the shortest conversions of traded assets are followed, the others are read once a minute.
    /// </summary>
    public IList<string> Instruments { get; } = [];

    /// <summary>Age on the market clock past which a rate is no longer used.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time on the wall clock that a minute of rates waits for a live book that lags or does not answer; then the minute closes without it.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);
}
