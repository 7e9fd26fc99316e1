using System.Globalization;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>Old segments are checked by one inventory at a time, at different times, with only the expired events in memory.</summary>
public sealed class RetentionTurnsTests
{
    private const int Many = 6_000;
    private const int Slots = 6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_inventory_of_a_silo_reads_at_a_time_and_a_failure_gives_the_turn_on()
    {
        using var turns = new RetentionTurns();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        var first = turns.Run(
            () =>
            {
                entered.SetResult();
                return release.Task;
            },
            Token);
        await entered.Task;
        var isSecondIn = false;
        var second = turns.Run(
            () =>
            {
                isSecondIn = true;
                return Task.FromResult(2);
            },
            Token);

        Assert.False(isSecondIn);
        release.SetException(new InvalidDataException("damaged"));
        await Assert.ThrowsAsync<InvalidDataException>(() => first);
        Assert.Equal(2, await second.WaitAsync(Waiting.Patience, Token));
    }

    [Fact]
    public void Inventories_whose_segments_end_at_midnight_expire_spread_over_an_hour()
    {
        var minutes = Enumerable.Range(0, Many)
            .Select(i => RetentionTurns.Later(new("venue", string.Create(CultureInfo.InvariantCulture, $"BTC-{i}"))).TotalMinutes).ToArray();

        Assert.All(minutes, minute => Assert.InRange(minute, 0, 60));
        Assert.All(
            Enumerable.Range(0, Slots),
            slot => Assert.InRange(minutes.Count(minute => (int)(minute / 60 * Slots) == slot), Many / Slots / 2, Many / Slots * 2));
        Assert.Equal(RetentionTurns.Later(new("venue", "BTC")), RetentionTurns.Later(new("venue", "BTC")));
    }

    [Fact]
    public void Only_expired_events_and_every_void_are_kept_in_memory()
    {
        var instrument = new InstrumentId("venue", "BTC");
        var fold = new LedgerFold { Until = new(1_000) };
        fold.Add(new(0, new Opened(1, "w", default)));
        for (var i = 1; i <= 2_000; i++)
        {
            fold.Add(new(i, new Recorded(Writer.Fill(instrument, $"t{i}", i))));
            fold.Add(new(10_000 + i, new Annotated([new(i, AnnotationKind.NoMid, 0, null)])));
        }

        fold.Add(new(20_000, new Recorded(new FillVoid
        {
            Instrument = instrument, Account = "main", Portfolio = "desk", VenueTime = new(5_000), TradeId = "t7", Side = Side.Buy,
        })));

        Assert.Equal([.. Enumerable.Range(1, 1_000).Select(i => (long)i), 20_000], fold.Events.Select(entry => entry.Number));
    }
}
