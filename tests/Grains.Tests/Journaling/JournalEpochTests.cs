using Ballast.Grains.Journaling;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>An epoch is never given twice, whatever the store has lost.</summary>
public sealed class JournalEpochTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private readonly InstrumentId _instrument = JournalStores.SomeInstrument();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private IJournalStore Store => stores.Of("redis");

    [Fact]
    public async Task An_epoch_that_the_store_has_lost_is_not_given_again()
    {
        await new Writer(Store, _instrument, _time).Start();
        var length = await Store.GetLength(_instrument, 0, Writer.Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        var lost = await new Writer(Store, _instrument, _time).Start();
        await stores.Database("redis").ListTrimAsync(JournalStores.Key(_instrument, 0), 0, length - 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        var heir = await new Writer(Store, _instrument, _time).Start();

        Assert.True(heir.Journal.Epoch > lost.Journal.Epoch, $"{heir.Journal.Epoch} after {lost.Journal.Epoch}");
    }

    [Fact]
    public async Task A_chain_that_begins_again_has_a_higher_epoch()
    {
        var lost = await new Writer(Store, _instrument, _time).Start();
        await stores.Database("redis").KeyDeleteAsync(JournalStores.Key(_instrument, 0));
        _time.Advance(TimeSpan.FromSeconds(1));

        var heir = await new Writer(Store, _instrument, _time).Start();

        Assert.True(heir.Journal.Epoch > lost.Journal.Epoch, $"{heir.Journal.Epoch} after {lost.Journal.Epoch}");
    }

    [Fact]
    public async Task Epochs_rise_by_one_while_the_clock_is_behind()
    {
        var first = await new Writer(Store, _instrument, _time).Start();
        var behind = new FakeTimeProvider(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var second = await new Writer(Store, _instrument, behind).Start();

        Assert.Equal(first.Journal.Epoch + 1, second.Journal.Epoch);
    }
}
