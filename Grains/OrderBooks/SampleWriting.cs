using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Grains.OrderBooks;

/// <summary>Stores points some of which may be stored already.</summary>
public static class SampleWriting
{
    /// <summary>Stores those points that are not stored yet.</summary>
    /// <param name="store">The store.</param>
    /// <param name="step">Time between grid points.</param>
    /// <param name="points">The points, with a mid in quote, or NaN where it is missing.</param>
    /// <param name="kept">Newest points to keep: older chunks are dropped; <see langword="null"/> drops none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<SampleCounts> AddMissing(
        this ISampleStore store, TimeSpan step, SampleSeries points, int? kept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(points);
        var (instrument, first, mids) = (points.Instrument, points.FirstIndex, points.Mids);
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

        if (counts.Stored > 0 && await store.Append(instrument, step, first, fresh, cancellationToken) && kept is { } newest)
        {
            await store.Trim(instrument, step, newest, cancellationToken);
        }

        return counts;
    }
}
