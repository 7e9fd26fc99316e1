using Ballast.Grains.OrderBooks;
using Ballast.Grains.Tests.Journaling;

namespace Ballast.Grains.Tests.Books;

/// <summary>The store of grid samples, on Redis and on the embedded store.</summary>
public sealed class SampleStoreTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private const double Missing = double.NaN;
    private const int Chunk = ISampleStore.ChunkPoints;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly InstrumentId _instrument = JournalStores.SomeInstrument();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task Points_come_back_to_the_bit_and_those_of_another_step_or_instrument_do_not(string name)
    {
        var store = stores.Samples(name);
        double[] mids = [Missing, 0.1 + 0.2, double.Epsilon, Missing, 1e300, Missing];
        Assert.True(await store.Append(_instrument, Step, Chunk - 3, mids, Token));
        Assert.False(await store.Append(_instrument, Step, Chunk + 5, new[] { Missing }, Token));

        Assert.Equal((double[])[Missing, .. mids, Missing], await store.Read(_instrument, Step, Chunk - 4, Chunk + 3, Token));
        Assert.Equal((double[])[double.Epsilon], await store.Read(_instrument, Step, Chunk - 1, Chunk - 1, Token));
        Assert.Equal((long[])[0, 1], await store.List(_instrument, Step, Token));
        Assert.Equal((double[])[Missing], await store.Read(_instrument, 2 * Step, Chunk - 1, Chunk - 1, Token));
        Assert.Empty(await store.List(JournalStores.SomeInstrument(), Step, Token));
        Assert.Equal(0.1 + 0.2, (await store.Read(_instrument, Step, 0, 100 * Chunk, Token))[Chunk - 2]);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Read(_instrument, Step, 5, 4, Token));
    }

    [Theory, MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task The_first_mid_of_a_point_counts_and_a_missing_one_is_filled_in(string name)
    {
        var store = stores.Samples(name);
        await store.Append(_instrument, Step, 10, new[] { 1, Missing, 3 }, Token);
        await store.Append(_instrument, Step, 9, new[] { 9, 9.0, 9, 9, 9 }, Token);
        Assert.Equal((double[])[9, 1, 9, 3, 9], await store.Read(_instrument, Step, 9, 13, Token));

        Assert.Equal(new SampleCounts(1, 5, 1), await store.AddMissing(Step, new(_instrument, 8, [Missing, 7, 7, 7, 7, 7, 7]), 100, Token));
        Assert.Equal((double[])[Missing, 9, 1, 9, 3, 9, 7], await store.Read(_instrument, Step, 8, 14, Token));
        Assert.Equal(default, await store.AddMissing(Step, new(_instrument, 8, []), 100, Token));
    }

    [Theory, MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task Whole_chunks_are_dropped_when_the_newest_points_do_not_need_them(string name)
    {
        var store = stores.Samples(name);
        for (var chunk = 0; chunk < 5; chunk++)
        {
            await store.Append(_instrument, Step, chunk * Chunk * 3, new[] { 1.0 + chunk }, Token);
        }

        Assert.Equal(0, await store.Trim(_instrument, Step, 4 * Chunk, Token));
        Assert.Equal(2, await store.Trim(_instrument, Step, (2 * Chunk) - 1, Token));
        Assert.Equal((long[])[6, 9, 12], await store.List(_instrument, Step, Token));
        Assert.Equal((double[])[Missing], await store.Read(_instrument, Step, 3 * Chunk, 3 * Chunk, Token));
        Assert.Equal((double[])[3], await store.Read(_instrument, Step, 6 * Chunk, 6 * Chunk, Token));
        await store.Append(_instrument, Step, 3 * Chunk, new[] { 8.0 }, Token);
        Assert.Equal((long[])[3, 6, 9, 12], await store.List(_instrument, Step, Token));
    }
}
