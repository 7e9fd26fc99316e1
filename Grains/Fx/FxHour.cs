using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>Closed minutes of one hour, as stored.</summary>
[GenerateSerializer, Alias("ballast.fx-hour")]
public sealed class FxHour
{
    /// <summary>Minutes that have a rate, in order.</summary>
    [Id(0)] public List<FxPoint> Points { get; set; } = [];

    /// <summary>Newest minute of the hour that is closed; the default while none is.</summary>
    [Id(1)] public Instant ClosedTo { get; set; }
}
