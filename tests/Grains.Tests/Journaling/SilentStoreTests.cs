using Ballast.Domain.Ledger.Booking;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Journaling;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>While the store is silent an inventory keeps what it has, tells callers to send again, and goes on once the store answers.</summary>
public sealed class SilentStoreTests(JournalStores stores) : RetainedJournal(stores), IClassFixture<JournalStores>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Callers_are_told_to_send_again_and_the_append_goes_on(bool isStored)
    {
        var store = new FaultyStore(Store);
        using var journal = await Opened(store);
        var writer = Writer(journal);
        var silent = true;
        var tries = 0;
        store.OnAppend = async (_, append) =>
        {
            tries++;
            if (silent)
            {
                if (isStored)
                {
                    await append();
                }

                throw new JournalSilentException("no answer");
            }

            return await append();
        };

        var first = writer.Pending.Add([Fill(1)], Origin.Live);
        var behind = writer.Pending.Add([Fill(2)], Origin.Import);
        var writing = WriteAll(writer);
        await Assert.ThrowsAsync<InventoryBusyException>(() => first.WaitAsync(Waiting.Patience, Token));
        await Assert.ThrowsAsync<InventoryBusyException>(() => behind.WaitAsync(Waiting.Patience, Token));
        await Assert.ThrowsAsync<InventoryBusyException>(() => writer.Pending.Add([Fill(3)], Origin.Live));

        // More often than an append with another fault is tried.
        await Eventually.Until("ten tries", Waiting.Patience, () => Task.FromResult(Volatile.Read(ref tries) > 10), Token);
        silent = false;
        await writing.WaitAsync(Waiting.Patience, Token);

        Assert.Equal(1L, journal.Ledgers.All.Sum(ledger => ledger.State.Fills));
        var again = await Add(writer, [Fill(1), Fill(2), Fill(3)]);
        Assert.Equal([FillOutcome.Duplicate, FillOutcome.Recorded, FillOutcome.Recorded], again.Select(receipt => receipt.Outcome));
        await Right(Store);
    }

    [Fact]
    public async Task A_loss_is_found_by_an_inventory_that_writes_nothing()
    {
        var store = new HeldReads(Store);
        using var journal = await Opened(store);
        var (grains, stubs) = StubGrains.Create();
        var stored = new List<string>();
        stubs.Add<IPortfolioGrain>((portfolio, method, _) =>
        {
            stored.Add($"{method} of {portfolio}");
            return Task.CompletedTask;
        });
        var writer = Writer(journal, grains);
        await Add(writer, [Fill(1)]);
        writer.Pending.AddEndCheck();
        await WriteAll(writer);
        var length = journal.Length;
        await DatabaseOf("redis").ListRightPopAsync(JournalStores.Key(Instrument, 0));
        writer.Pending.AddEndCheck();

        var fenced = await Assert.ThrowsAsync<JournalFencedException>(() => WriteAll(writer));
        store.Silences = 1;
        await writer.Abandon(fenced, Token);

        // The fill, after another opening.
        Assert.Equal(length + 1, journal.Length);
        Assert.Equal((1L, 0, true), (journal.Ledgers.All.Single().State.Fills, store.Silences, journal.IsRestoring));
        Assert.Equal([$"{nameof(IPortfolioGrain.RecordMember)} of {Fill(1).Portfolio}"], stored);
        await Right(Store);
    }

    [Fact]
    public async Task What_an_inventory_finds_itself_is_booked_however_late()
    {
        using var journal = await Opened(Store);
        var membership = new PortfolioMembership(Instrument, null!, NullLogger.Instance);
        membership.Resume(["desk0", "desk1"]);
        var writer = new InventoryWriter(Instrument, journal, membership, new(TimeProvider.System), new(), NullLogger.Instance);

        Assert.Equal(FillOutcome.TooOld, Assert.Single(await Add(writer, [Fill(1)])).Outcome);
        Assert.Equal(FillOutcome.Recorded, Assert.Single(await Add(writer, [Fill(1)], Origin.Own)).Outcome);
    }

    [Fact]
    public async Task A_check_of_a_silent_store_changes_nothing()
    {
        using var journal = await Opened(Store);
        var store = new SilentLengths(Store);
        using var away = new LedgerJournal(
            Services(store), Instrument, new(), () => Some.Now, TimeProvider.System, NullLogger.Instance);
        Assert.True(await away.Load(null, Token));
        await away.Open(Token);
        store.IsSilent = true;
        var writer = Writer(away);
        writer.Pending.AddEndCheck();

        await WriteAll(writer);

        Assert.False(writer.Pending.IsClosed);
    }

    private InventoryWriter Writer(LedgerJournal journal, IGrainFactory? grains = null)
    {
        var membership = new PortfolioMembership(Instrument, grains!, NullLogger.Instance);
        membership.Resume(["desk0", "desk1"]);
        var options = new JournalOptions { DedupeDays = TimeSpan.FromDays(36_500), Patience = TimeSpan.FromMilliseconds(100) };
        return new(Instrument, journal, membership, new(TimeProvider.System), options, NullLogger.Instance);
    }

    /// <summary>A real store that tells nobody how long a segment is.</summary>
    private sealed class SilentLengths(IJournalStore inner) : IJournalStore
    {
        internal bool IsSilent { get; set; }

        public Task<SegmentRange?> GetSegments(InstrumentId instrument, CancellationToken cancellationToken) => inner.GetSegments(instrument, cancellationToken);

        public Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
            IsSilent ? throw new JournalSilentException("no answer") : inner.GetLength(instrument, segment, cancellationToken);

        public Task<IReadOnlyList<byte[]>> Read(InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken) =>
            inner.Read(instrument, segment, from, to, cancellationToken);

        public Task<bool> Append(
            InstrumentId instrument, SegmentEnd expected, SegmentEnd? previous, IReadOnlyList<byte[]> entries, CancellationToken cancellationToken) =>
            inner.Append(instrument, expected, previous, entries, cancellationToken);

        public Task PutKeyTable(InstrumentId instrument, int segment, ReadOnlyMemory<byte> table, CancellationToken cancellationToken) =>
            inner.PutKeyTable(instrument, segment, table, cancellationToken);

        public Task<byte[]?> GetKeyTable(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
            inner.GetKeyTable(instrument, segment, cancellationToken);

        public Task DropSegments(InstrumentId instrument, int below, CancellationToken cancellationToken) =>
            inner.DropSegments(instrument, below, cancellationToken);
    }
}
