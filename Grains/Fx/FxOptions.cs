namespace Ballast.Grains.Fx;

/// <summary>Sources of FX rates.</summary>
public sealed class FxOptions
{
    /// <summary>Spot instruments, as <c>exchange/symbol</c>; empty means every spot instrument that a feed publishes.</summary>
    public IList<string> Instruments { get; } = [];

    /// <summary>Age on the market clock past which a rate is no longer used.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(60);
}
