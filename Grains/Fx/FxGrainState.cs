namespace Ballast.Grains.Fx;

/// <summary>What the FX grain keeps over restarts besides its hours.</summary>
[GenerateSerializer, Alias("ballast.fx-grain-state")]
public sealed class FxGrainState
{
    /// <summary>Spot instruments that rates are taken from, besides configured ones.</summary>
    [Id(0)] public SortedSet<InstrumentId> Instruments { get; set; } = [];

    /// <summary>Number of the newest hour since the epoch that minutes were closed in; 0 while none was.</summary>
    [Id(1)] public long Hour { get; set; }

    /// <summary>Oldest hour kept.</summary>
    [Id(2)] public long OldestHour { get; set; }

    /// <summary>Assets that are converted into the report currency.</summary>
    [Id(3)] public SortedSet<string> Needed { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Books that minutes were closed without, and that have not given their rates since.</summary>
    [Id(4)] public SortedDictionary<InstrumentId, FxLateBook> Late { get; set; } = [];
}
