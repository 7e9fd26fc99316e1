using Ballast.Grains.Inventory.Ledgers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Journaling.Folds;

/// <summary>A snapshot counts as saved once the store has said so, and a lost answer is not the end of saving.</summary>
public sealed class SnapshotSavingTests(JournalStores stores) : RetainedJournal(stores), IClassFixture<JournalStores>
{
    private readonly StoredSnapshot _stored = new();

    [Fact]
    public async Task A_save_whose_answer_was_lost_is_followed_by_others()
    {
        using var journal = await Opened(Store);
        var saving = Saving(journal);
        await Settled(journal, Fill(0));
        _stored.LosesAnswers = 1;

        saving.SaveSoon();
        await saving.Settled;
        Assert.Equal(0, journal.SnapshotLength);
        await Settled(journal, Fill(1));
        await saving.SaveRest();

        Assert.Equal((journal.Length, journal.Length), (_stored.Stored!.Position.Number, journal.SnapshotLength));
        await Settled(journal, Fill(2));
        saving.SaveIfDue();
        await saving.Settled;
        Assert.Equal(journal.Length, _stored.Stored.Position.Number);
    }

    [Fact]
    public async Task A_snapshot_of_another_activation_that_covers_more_stays()
    {
        using var journal = await Opened(Store);
        await Settled(journal, Fill(0));
        var newer = new InventorySnapshot { Position = new(0, 100, 100, 1) };
        _stored.Replace(newer);

        await Saving(journal).SaveRest();

        Assert.Same(newer, _stored.Stored);
        Assert.Equal(0, journal.SnapshotLength);
    }

    [Fact]
    public async Task After_a_failure_the_next_save_waits_for_further_entries()
    {
        using var journal = await Opened(Store);
        var saving = Saving(journal, every: 40);
        await Book(journal, 0, 20);
        _stored.Replace(new() { Position = new(0, 1_000, 1_000, 1) });
        saving.SaveIfDue();
        await saving.Settled;
        var failed = journal.Length;
        _stored.Replace(new());

        saving.SaveIfDue();
        await saving.Settled;
        Assert.Equal(0, _stored.Stored!.Position.Number);
        await Settled(journal, Fill(20));
        saving.SaveIfDue();
        await saving.Settled;

        Assert.Equal((failed + 2, failed + 2), (journal.Length, _stored.Stored.Position.Number));
    }

    [Fact]
    public async Task States_kept_since_the_last_snapshot_are_saved_at_the_end_though_nothing_was_journaled()
    {
        using var journal = await Opened(Store);
        var saving = Saving(journal);
        await Settled(journal, Fill(0));
        saving.SaveSoon();
        await saving.Settled;
        await new LedgerPast(journal).StatesAt([At(0)]);

        await saving.SaveRest();

        Assert.Equal(At(0), Assert.Single(_stored.Stored!.Past).At);
    }

    private SnapshotSaving Saving(LedgerJournal journal, int every = 1) => new(Instrument, _stored, journal, every, NullLogger.Instance);
}
