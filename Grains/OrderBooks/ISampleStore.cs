namespace Ballast.Grains.OrderBooks;

/// <summary>Stores the closed grid points of every instrument and grid step, in chunks to which points are appended.</summary>
/// <remarks>When a point was appended more than once, the first mid that is not missing counts, because a closed point never changes.</remarks>
public interface ISampleStore
{
    /// <summary>Points in one chunk: chunk <c>c</c> holds grid points from <c>c·ChunkPoints</c> on.</summary>
    const int ChunkPoints = 1_024;

    /// <summary>Numbers of the chunks of an instrument and step, ascending; a chunk may be empty.</summary>
    Task<IReadOnlyList<long>> List(InstrumentId instrument, TimeSpan step, CancellationToken cancellationToken);

    /// <summary>Points from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    /// <returns>One mid a point, in quote; NaN where none is stored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range ends before it begins, or has more than 10 million points.</exception>
    Task<double[]> Read(InstrumentId instrument, TimeSpan step, long first, long last, CancellationToken cancellationToken);

    /// <summary>Appends points, in one write a chunk; a missing mid (NaN) changes nothing that is stored.</summary>
    /// <returns>Whether a chunk was begun, so that it may be time to trim.</returns>
    Task<bool> Append(InstrumentId instrument, TimeSpan step, long first, ReadOnlyMemory<double> mids, CancellationToken cancellationToken);

    /// <summary>Drops the oldest chunks, as long as the newest <paramref name="points"/> stored points remain.</summary>
    /// <returns>Chunks dropped.</returns>
    Task<int> Trim(InstrumentId instrument, TimeSpan step, int points, CancellationToken cancellationToken);
}
