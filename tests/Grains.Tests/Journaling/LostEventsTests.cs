using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Ledgers.Losses;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>What an activation still has in memory is stored again when the store has lost it.</summary>
public sealed class LostEventsTests(JournalStores stores) : RetainedJournal(stores), IClassFixture<JournalStores>
{
    [Fact]
    public async Task Events_in_memory_begin_the_journal_again_when_all_of_it_is_gone()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        var before = journal.StateHash();
        await Lose(journal, keeps: 0);

        var restored = await journal.RestoreLost(journal.Ledgers.Terms.Id, NullLogger.Instance, Token);

        // 40 fills, 4 voids and 4 fundings.
        Assert.Equal(48, restored);
        Assert.Equal(before, journal.StateHash());
        await Right(Store);
        using var heir = Journal(Store);
        Assert.True(await heir.Load(null, Token));
        Assert.Equal(before, heir.StateHash());
        await heir.LoadAllKeys(Token);
        Assert.Empty(heir.Ledgers.Prepare([Fill(3), Void(8)], StampRange.All).Booked);
    }

    [Fact]
    public async Task Mids_at_horizons_are_stored_again_with_their_flags()
    {
        using var journal = await Opened(Store);
        var number = await Take(journal, Fill(1));
        await journal.Annotate(
            [
                new(number, AnnotationKind.Mid, Annotation.ThinnedMid, 100m),
                new(number, AnnotationKind.Markout, 0, 101m),
                new(number, AnnotationKind.Markout, 1 + Annotation.ThinnedHorizon, 102m),
                new(number, AnnotationKind.Markout, 2, null),
            ],
            Token);
        var before = journal.StateHash();
        await Lose(journal, keeps: 0);

        Assert.Equal(1, await journal.RestoreLost(journal.Ledgers.Terms.Id, NullLogger.Instance, Token));

        Assert.Equal((before, before), (journal.StateHash(), await Rebuilt(Store)));
        var markouts = Assert.Single(journal.Markouts.Recent("desk1", 10)).Markouts;
        Assert.Equal([false, true, false, null], markouts.Take(4).Select(markout => markout?.IsThinned));
    }

    [Fact]
    public async Task More_than_the_writer_remembers_is_stored_again_from_the_ledgers()
    {
        const int Many = 2_500;
        using var journal = await Opened(Store);
        var prepared = journal.Ledgers.Prepare([.. Enumerable.Range(0, Many).Select(i => (LedgerEvent)Fill(i))], StampRange.All);
        await journal.Book(prepared, Token);
        var before = journal.StateHash();
        await Lose(journal, keeps: 2);

        var restored = await journal.RestoreLost(journal.Ledgers.Terms.Id, NullLogger.Instance, Token);

        // The first segment holds only opening, terms and seal.
        Assert.Equal(Many, restored);
        Assert.Equal(before, journal.StateHash());
        await Right(Store);
    }

    [Fact]
    public async Task Nothing_is_stored_again_while_nothing_is_lost()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        var length = journal.Length;

        Assert.Equal(0, await journal.RestoreLost(journal.Ledgers.Terms.Id, NullLogger.Instance, Token));

        Assert.Equal(length, journal.Length);
        await Right(Store);
    }

    [Fact]
    public async Task Events_that_only_a_checkpoint_holds_are_not_booked_a_second_time()
    {
        using var journal = await Opened(Store);
        using var stale = Journal(Store);
        await Book(journal, 0, 30);
        Assert.True(await stale.Load(null, Token));
        await OfferAndTurnOver(journal, Store, At(40));
        await DropNow(journal, At(40));
        var before = await Rebuilt(Store);

        Assert.Equal(0, await stale.RestoreLost(stale.Ledgers.Terms.Id, NullLogger.Instance, Token));

        Assert.Equal(before, await Rebuilt(Store));
    }

    private async Task Lose(LedgerJournal journal, int keeps)
    {
        var database = DatabaseOf("redis");
        for (var segment = journal.Segment; segment > 0; segment--)
        {
            await database.KeyDeleteAsync([JournalStores.Key(Instrument, segment), JournalStores.Key(Instrument, $"keys/{segment}")]);
        }

        await database.KeyDeleteAsync([JournalStores.Key(Instrument, "keys/0"), JournalStores.Key(Instrument, "last")]);
        if (keeps == 0)
        {
            await database.KeyDeleteAsync(JournalStores.Key(Instrument, 0));
        }
        else
        {
            await database.ListTrimAsync(JournalStores.Key(Instrument, 0), 0, keeps - 1);
        }
    }
}
