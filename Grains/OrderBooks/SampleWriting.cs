namespace Ballast.Grains.OrderBooks;

/// <summary>What became of closed points that were to be stored.</summary>
/// <param name="Stored">Points stored now.</param>
/// <param name="Kept">Points that were stored already and stay as they are.</param>
/// <param name="Missing">Points for which there is no mid, neither stored nor now.</param>
public readonly record struct SampleCounts(long Stored, long Kept, long Missing)
{
    /// <summary>Both together.</summary>
    public static SampleCounts operator +(SampleCounts left, SampleCounts right) =>
        new(left.Stored + right.Stored, left.Kept + right.Kept, left.Missing + right.Missing);
}

/// <summary>Stores points where others may be stored already.</summary>
public static class SampleWriting
{
    /// <summary>Stores those points that are not stored yet.</summary>
    /// <param name="store">The store.</param>
    /// <param name="instrument">Whose points.</param>
    /// <param name="step">Distance of grid points.</param>
    /// <param name="first">Grid index of the first.</param>
    /// <param name="mids">One mid a point, NaN where it is missing.</param>
    /// <param name="kept">Points kept: chunks that are then too many are dropped; <see langword="null"/> drops none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SampleCounts> AddMissing(
        this ISampleStore store, InstrumentId instrument, TimeSpan step, long first, double[] mids, int? kept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(mids);
        if (mids.Length == 0)
        {
            return default;
        }

        var stored = await store.Read(instrument, step, first, first + mids.Length - 1, cancellationToken);
        var counts = default(SampleCounts);
        var fresh = new double[mids.Length];
        for (var i = 0; i < mids.Length; i++)
        {
            fresh[i] = double.IsNaN(stored[i]) ? mids[i] : double.NaN;
            counts += double.IsFinite(stored[i]) ? new(0, 1, 0) : double.IsNaN(fresh[i]) ? new(0, 0, 1) : new(1, 0, 0);
        }

        if (counts.Stored > 0 && await store.Append(instrument, step, first, fresh, cancellationToken) && kept is { } points)
        {
            await store.Trim(instrument, step, points, cancellationToken);
        }

        return counts;
    }
}
