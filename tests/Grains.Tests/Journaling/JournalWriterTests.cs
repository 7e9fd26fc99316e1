using Ballast.Grains.Journaling;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Journaling;

public sealed class JournalWriterTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private readonly InstrumentId _instrument = JournalStores.SomeInstrument();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 23, 59, 0, TimeSpan.Zero));

    [Theory]
    [MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task A_stale_writer_cannot_write_to_the_segment_before_the_newest(string name)
    {
        var stale = await new Writer(stores.Of(name), _instrument, _time, 100).Start();
        await stale.Book("1");
        var fresh = await new Writer(stores.Of(name), _instrument, _time, 100).Start();
        _time.Advance(TimeSpan.FromMinutes(2));
        await fresh.Book("2");
        Assert.Equal((0, 1), (stale.Journal.Position.Segment, fresh.Journal.Position.Segment));

        await Assert.ThrowsAsync<JournalFencedException>(() => stale.Book("3"));

        await fresh.Book("4");
        Assert.Equal(["1", "2", "4"], Writer.Fills(await Writer.ReadAll(stores.Of(name), _instrument)));
    }

    /// <summary>Two activations load the same chain; each begins a new segment at midnight while the other is between its writes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Of_two_writers_at_midnight_one_wins_and_the_other_is_fenced(int meeting)
    {
        var store = stores.Of("redis");
        var first = await new Writer(store, _instrument, _time, 100).Start();
        await first.Book("1");
        var slow = new FaultyStore(store);
        var second = new Writer(slow, _instrument, _time, 100);
        await second.Load();
        _time.Advance(TimeSpan.FromMinutes(2));

        // The first activation's fill is appended just before the second's write of that ordinal: seal, header, opening.
        slow.OnAppend = async (at, append) =>
        {
            if (at == meeting - 1)
            {
                await Record.ExceptionAsync(() => first.Book("2"));
            }

            return await append();
        };
        var opening = await Record.ExceptionAsync(() => second.Journal.Open(null, TestContext.Current.CancellationToken));
        slow.OnAppend = null;
        var booking = await Record.ExceptionAsync(() => first.Book("3"));

        // The first may write until the second has opened the journal; afterwards only the second may.
        Assert.Equal(opening is null ? null : typeof(JournalFencedException), opening?.GetType());
        Assert.Equal(opening is null ? typeof(JournalFencedException) : null, booking?.GetType());
        Assert.Equal(first.Ids, Writer.Fills(await Writer.ReadAll(store, _instrument)));
    }

    [Theory]
    [MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task A_writer_that_found_an_empty_journal_cannot_begin_it_after_others_dropped_its_beginning(string name)
    {
        var late = new Writer(stores.Of(name), _instrument, _time);
        await late.Load();
        var other = await new Writer(stores.Of(name), _instrument, _time).Start();
        await other.Book(0, 20);
        await other.DropBelow(other.Journal.Length);
        Assert.Equal(0, await stores.Of(name).GetLength(_instrument, 0, TestContext.Current.CancellationToken));

        await Assert.ThrowsAsync<JournalFencedException>(() => late.Journal.Open(null, TestContext.Current.CancellationToken));

        Assert.Null(await new JournalReader(stores.Of(name), _instrument).FindDamage(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Writers_that_race_over_many_segments_keep_every_acknowledged_fill_once()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var acknowledged = new List<string>();
        async Task Race(int writer)
        {
            var random = new Random(seed + writer);
            var own = new Writer(stores.Of("redis"), _instrument, _time);
            for (var i = 0; i < 60; i++)
            {
                try
                {
                    if (own.Journal is null || own.Journal.Epoch == 0)
                    {
                        await own.Start();
                    }

                    for (var more = random.Next(1, 6); more > 0; more--)
                    {
                        await own.Book($"{writer}-{i}-{more}");
                        lock (acknowledged)
                        {
                            acknowledged.Add($"{writer}-{i}-{more}");
                        }
                    }
                }
                catch (JournalFencedException)
                {
                    await Record.ExceptionAsync(() => own.Start());
                }
            }
        }

        await Task.WhenAll(Race(1), Race(2), Race(3));

        var stored = Writer.Fills(await Writer.ReadAll(stores.Of("redis"), _instrument)).ToArray();
        Assert.Equal(stored.Distinct(), stored);
        Assert.Empty(acknowledged.Except(stored));
        Assert.True(acknowledged.Count > 60, $"only {acknowledged.Count} acknowledged");
    }
}
