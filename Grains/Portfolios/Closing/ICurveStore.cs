using Ballast.Domain.Pnl.Closing;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Equity curves, in chunks that points are appended to.</summary>
public interface ICurveStore
{
    /// <summary>Chunks of a resolution, in order; one may be empty.</summary>
    Task<IReadOnlyList<long>> List(string portfolio, CurveResolution resolution, CancellationToken cancellationToken);

    /// <summary>Points of a chunk, oldest first; none when there is no such chunk.</summary>
    Task<IReadOnlyList<CurvePoint>> Read(string portfolio, CurveResolution resolution, long chunk, CancellationToken cancellationToken);

    /// <summary>Adds a chunk to the list of chunks, before its first points are appended; does nothing when it is there.</summary>
    Task Begin(string portfolio, CurveResolution resolution, long chunk, CancellationToken cancellationToken);

    /// <summary>Appends points in one write. Appending a point again does no harm: of two points for one time the first counts.</summary>
    Task Append(string portfolio, CurveWrite write, CancellationToken cancellationToken);

    /// <summary>Removes a chunk; does nothing when there is none.</summary>
    Task Drop(string portfolio, CurveResolution resolution, long chunk, CancellationToken cancellationToken);
}
