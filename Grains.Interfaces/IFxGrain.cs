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
    /// <summary>Starts to take rates from a spot instrument, durably: every mid if a conversion needs it, else one mid a minute.</summary>
    [Alias("add"), AlwaysInterleave]
    Task Add(InstrumentId instrument);

    /// <summary>Starts to convert assets into the report currency, durably: mids on the way from each to it are followed from now on.</summary>
    [Alias("need"), AlwaysInterleave]
    Task Need(IReadOnlyList<string> assets);

    /// <summary>Newest FX table.</summary>
    [Alias("table"), AlwaysInterleave]
    Task<FxTable> GetTable();

    /// <summary>The table now and after each change of a rate, at most ten a second; a slow reader gets only the newest.</summary>
    /// <remarks>Ages are measured at <see cref="FxTable.Now"/>; between two tables the reader moves it.</remarks>
    [Alias("watch-table")]
    IAsyncEnumerable<FxTable> Watch(CancellationToken cancellationToken = default);

    /// <summary>Rates at the whole minute at or before a venue time.</summary>
    /// <remarks>They are the previous ticks of the instruments within the age limit, kept for three days; older minutes have no table.</remarks>
    [Alias("minute-rate"), AlwaysInterleave]
    Task<FxPoint> GetPoint(Instant at);

    /// <summary>
    /// Reads the mids of all books and closes all minutes up to a time, at the end of a recording, waiting for that only a few seconds; see
    /// <see cref="LongCalls.FlushTo(IFxGrain, Instant)"/>.
    /// </summary>
    /// <param name="request">Names the request; calls with the same name wait for the same work.</param>
    /// <param name="upTo">Venue time of the last minute to close.</param>
    /// <returns>Whether it has ended; if not, call again.</returns>
    [Alias("flush-some"), AlwaysInterleave]
    Task<bool> FlushSome(Guid request, Instant upTo);
}
