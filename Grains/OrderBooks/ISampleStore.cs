namespace Ballast.Grains.OrderBooks;

/// <summary>Closed grid points of every instrument and grid step, in chunks that points are appended to.</summary>
/// <remarks>Of several values of one point the first that is not missing counts: a closed point never changes.</remarks>
public interface ISampleStore
{
    /// <summary>Points in one chunk: chunk <c>c</c> holds grid points from <c>c·ChunkPoints</c> on.</summary>
    const int ChunkPoints = 1_024;

    /// <summary>Chunks of an instrument and step, in order; one may be empty.</summary>
    Task<IReadOnlyList<long>> List(InstrumentId instrument, TimeSpan step, CancellationToken cancellationToken);

    /// <summary>Points from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    /// <returns>One mid a point, NaN where none is stored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range ends before it begins, or has more than 10 million points.</exception>
    Task<double[]> Read(InstrumentId instrument, TimeSpan step, long first, long last, CancellationToken cancellationToken);

    /// <summary>Appends points, in one write a chunk; missing ones (NaN) are no news.</summary>
    /// <returns>Whether a chunk was begun, so that an old one may have become one too many.</returns>
    Task<bool> Append(InstrumentId instrument, TimeSpan step, long first, ReadOnlyMemory<double> mids, CancellationToken cancellationToken);

    /// <summary>Drops the oldest chunks that the newest <paramref name="points"/> stored points do not need.</summary>
    /// <returns>Chunks dropped.</returns>
    Task<int> Trim(InstrumentId instrument, TimeSpan step, int points, CancellationToken cancellationToken);
}
