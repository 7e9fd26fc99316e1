using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>A journal of one instrument with fills, voids and funding, a minute apart, whose segments are offered checkpoints and dropped.</summary>
public abstract class RetainedJournal(JournalStores stores)
{
    private protected const long Start = 1_700_000_000_000_000;
    private protected const long Minute = 60_000_000;
    private protected static readonly TimeSpan Retain = TimeSpan.FromMinutes(20);

    private protected InstrumentId Instrument { get; } = JournalStores.SomeInstrument();

    private protected LedgerPolicy Policy { get; } = LedgerPolicy.Of(new());

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected IJournalStore Store => StoreOf("redis");

    private protected IJournalStore StoreOf(string name) => stores.Of(name);

    private protected IDatabase DatabaseOf(string name) => stores.Database(name);

    private protected static Instant At(int minute) => new(Start + (minute * Minute));

    private protected Task<RetentionStep> Look(IJournalStore store, Instant now) => new JournalRetention(Instrument, Services(store), Retain).FindStep(now, Token);

    private protected static JournalServices Services(IJournalStore store) => new(store, new(), new());

    private protected LedgerJournal Journal(IJournalStore store) => new(
        Services(store), Instrument, new() { SegmentEntries = 12, RetryDelay = TimeSpan.Zero, SegmentAge = TimeSpan.FromDays(10_000) },
        () => Some.Now, TimeProvider.System, NullLogger.Instance);

    private protected InventoryWriter WriterOf(LedgerJournal journal)
    {
        var membership = new PortfolioMembership(Instrument, null!, NullLogger.Instance);
        membership.Resume(["desk0", "desk1"]);
        return new(Instrument, journal, membership, new(TimeProvider.System), new() { DedupeDays = TimeSpan.FromDays(36_500) }, NullLogger.Instance);
    }

    private protected static async Task<IReadOnlyList<FillReceipt>> Add(InventoryWriter writer, IReadOnlyList<LedgerEvent> events, Origin origin = Origin.Live)
    {
        var receipts = writer.Pending.Add(events, origin);
        await WriteAll(writer);
        return await receipts;
    }

    /// <summary>Writes as an inventory's loop does, without a market.</summary>
    private protected static async Task WriteAll(InventoryWriter writer)
    {
        while (await writer.WriteNext(Token) is not null)
        {
            // The outcome of a step is not used here.
        }
    }

    private protected static decimal Held(LedgerJournal journal, Fill like) =>
        journal.Ledgers.All.Single(ledger => ledger.Portfolio == like.Portfolio && ledger.Account == like.Account).State.Quantity;

    private protected async Task<LedgerJournal> Opened(IJournalStore store)
    {
        var journal = Journal(store);
        journal.Start(Writer.SomeTerms(Instrument).Instrument, Policy);
        await journal.Open(Token);
        return journal;
    }

    private protected async Task<string> Rebuilt(IJournalStore store)
    {
        using var fresh = Journal(store);
        Assert.True(await fresh.Load(null, Token));
        return fresh.StateHash();
    }

    private protected async Task Right(IJournalStore store) =>
        Assert.Empty((await new JournalAuditor(store, NullLoggerFactory.Instance).Audit(Instrument, null, Token)).Faults);

    private protected async Task Book(LedgerJournal journal, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            await Settled(journal, Fill(i));
            if (i % 10 == 9)
            {
                await Take(journal, Void(i - 1));
                await Take(journal, new FundingPayment
                {
                    Instrument = Instrument, Account = "main", Portfolio = "desk0", VenueTime = At(i), Source = FundingSource.Rate, Rate = 0.0001m, Mark = 101m,
                });
            }
        }
    }

    private protected async Task OfferAndTurnOver(LedgerJournal journal, IJournalStore store, Instant now)
    {
        journal.Offer((await Look(store, now)).Checkpoint!);
        await TurnOver(journal);
    }

    /// <summary>Writes until the next segment begins.</summary>
    private protected static async Task TurnOver(LedgerJournal journal)
    {
        for (var segment = journal.Segment; journal.Segment == segment;)
        {
            await journal.Annotate([new(0, AnnotationKind.FundingDue, 0, Start)], Token);
        }
    }

    private protected async Task<RetentionStep> DropNow(LedgerJournal journal, Instant now)
    {
        journal.ResetEarliestChange();
        var step = await Look(Store, now);
        Assert.True(await journal.PrepareDrop(step, Token));
        await journal.FinishDrop(Token);
        return step;
    }

    private protected static async Task<long> Take(LedgerJournal journal, LedgerEvent item)
    {
        var prepared = journal.Ledgers.Prepare([item], StampRange.All);
        Assert.Single(prepared.Booked);
        var number = await journal.Book(prepared, Token);
        while (journal.NeedsRefold)
        {
            journal.Adopt(await journal.Refold());
        }

        return number;
    }

    /// <summary>Books a fill and all its annotations.</summary>
    private protected async Task Settled(LedgerJournal journal, Fill fill)
    {
        var number = await Take(journal, fill);
        var markouts = Enumerable.Range(0, Policy.Markouts.Horizons.Count).Select(i => new Annotation(number, AnnotationKind.Markout, i, 100m + i));
        await journal.Annotate([new(number, AnnotationKind.Mid, 0, 100.25m), .. markouts], Token);
    }

    private protected FillVoid Void(int i)
    {
        var fill = Fill(i);
        return new() { Instrument = Instrument, Account = fill.Account, Portfolio = fill.Portfolio, VenueTime = At(i + 1), TradeId = fill.TradeId, Side = fill.Side };
    }

    private protected Fill Fill(int i, Instant? time = null) => Writer.Fill(Instrument, $"t{i}") with
    {
        Portfolio = $"desk{i % 2}", Side = i % 3 == 0 ? Side.Sell : Side.Buy, Price = 100m + (i % 7), Quantity = 1m + (i % 4), Fee = 0.01m,
        VenueTime = time ?? At(i),
    };
}
