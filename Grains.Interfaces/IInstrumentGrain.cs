using Ballast.Domain.Instruments;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>Contract terms of one instrument.</summary>
/// <remarks>Key: <c>exchange/symbol</c>. Terms defined here are stored; without them those configured on the silo are used.</remarks>
[Alias("ballast.grain.instrument")]
public interface IInstrumentGrain : IGrainWithStringKey
{
    /// <summary>Contract terms of the instrument; <see langword="null"/> when none are defined.</summary>
    [Alias("terms"), AlwaysInterleave]
    Task<Instrument?> GetTerms();

    /// <summary>Defines or replaces the terms; they are durable when this completes.</summary>
    /// <exception cref="ArgumentException">The terms contradict themselves; the message names key and value.</exception>
    [Alias("define")]
    Task Define(Instrument terms);
}
