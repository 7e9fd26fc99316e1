namespace Ballast.Grains.Instruments;

/// <summary>Terms defined at run time.</summary>
[GenerateSerializer, Alias("ballast.instrument-grain-state")]
public sealed class InstrumentGrainState
{
    /// <summary>The terms; <see langword="null"/> while none are defined.</summary>
    [Id(0)] public Instrument? Terms { get; set; }
}
