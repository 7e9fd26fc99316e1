using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Fx;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>FX rates between assets, from the mids of spot books.</summary>
/// <remarks>Key: <c>fx</c>.</remarks>
[Alias("ballast.grain.fx")]
public interface IFxGrain : IMidSubscriber
{
    /// <summary>Starts to take rates from a spot instrument, durably.</summary>
    [Alias("add"), AlwaysInterleave]
    Task Add(InstrumentId instrument);

    /// <summary>Newest FX table.</summary>
    [Alias("table"), AlwaysInterleave]
    Task<FxTable> GetTable();

    /// <summary>Rates at the whole minute at or before a venue time.</summary>
    /// <remarks>They are the previous ticks of the instruments within the age limit, kept for three days; older minutes have no table.</remarks>
    [Alias("minute-rate"), AlwaysInterleave]
    Task<FxPoint> GetPoint(Instant at);

    /// <summary>
    /// Reads the mids of all books and closes all minutes up to <paramref name="upTo"/>, at the end of a recording, when no late data can
    /// arrive.
    /// </summary>
    [Alias("drain"), AlwaysInterleave]
    Task FlushTo(Instant upTo);
}
