namespace Ballast.Grains.OrderBooks;

/// <summary>How many closed points were stored, were stored already, or had no mid.</summary>
/// <param name="Stored">Points stored now.</param>
/// <param name="Kept">Points that were stored already and stay as they are.</param>
/// <param name="Missing">Points without a mid, both in the store and now.</param>
public readonly record struct SampleCounts(long Stored, long Kept, long Missing)
{
    /// <summary>Adds up the counts of two sets of points.</summary>
    public static SampleCounts operator +(SampleCounts left, SampleCounts right) =>
        new(left.Stored + right.Stored, left.Kept + right.Kept, left.Missing + right.Missing);
}
