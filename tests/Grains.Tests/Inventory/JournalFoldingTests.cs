using System.Globalization;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Ledgers.Folds;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Ballast.Grains.Tests.Journaling;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>A journal that is folded while it is read gives the state of a rebuild from all of it, whatever is in it.</summary>
public sealed class JournalFoldingTests
{
    private const int Many = 40_000;
    private const long Second = 1_000_000;
    private const long Start = 1_700_000_000_000_000;
    private static readonly InstrumentId Instrument = new("venue", "BTC");

    private readonly List<JournalEntry> _entries = [];

    [Fact]
    public async Task Events_in_order_with_their_annotations_give_the_same_state()
    {
        Begin();
        Trade(0, Many);

        await Same();
    }

    [Theory]
    [InlineData(Many - 10)]
    [InlineData(10)]
    public async Task A_late_fill_gives_the_same_state_however_late_it_is(int place)
    {
        Begin();
        Trade(0, Many);
        _entries.Add(new Recorded(Fill("late", Start + (place * Second) + 1)));

        await Same();
    }

    [Theory]
    [InlineData(Many - 10)]
    [InlineData(10)]
    public async Task A_void_gives_the_same_state_however_old_its_fill_is(int place)
    {
        Begin();
        Trade(0, Many);
        var fill = Fill(Id(place), Start + (place * Second));
        _entries.Add(new Recorded(new FillVoid
        {
            Instrument = Instrument, Account = fill.Account, Portfolio = fill.Portfolio, VenueTime = new(Start + (Many * Second)), TradeId = fill.TradeId, Side = fill.Side,
        }));

        await Same();
    }

    [Fact]
    public async Task A_mid_that_comes_long_after_its_fill_gives_the_same_state()
    {
        Begin();
        _entries.Add(new Recorded(Fill("first", Start - Second)));
        Trade(0, Many);
        _entries.Add(new Annotated([new(2, AnnotationKind.Mid, 0, 90m), new(2, AnnotationKind.Markout, 0, 91m)]));

        await Same();
    }

    [Theory]
    [InlineData(Many - 10)]
    [InlineData(10)]
    public async Task Changed_terms_give_the_same_state_whenever_they_apply(int place)
    {
        Begin();
        Trade(0, Many);
        _entries.Add(new Recorded(new TermsChange { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = new(Start + (place * Second) + 1), Multiplier = 10m }));
        Trade(Many, 100);

        await Same();
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(10, false)]
    public void A_snapshot_is_enough_only_if_no_later_entry_changes_the_terms_of_its_fills(int place, bool isContinued)
    {
        Begin();
        Trade(0, 50);
        var (before, tail) = (new LedgerFold(), new LedgerFold());
        AddTo(before, 0);
        var snapshot = InventorySnapshot.Of(before.Rebuild(), new(0, _entries.Count, _entries.Count, 0), null, 0, null);
        _entries.Add(new Recorded(new TermsChange { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = new(Start + (place * Second) + 1), Multiplier = 10m }));
        AddTo(tail, _entries.Count - 1);

        var continued = tail.After(snapshot);

        AddTo(before, _entries.Count - 1);
        Assert.Equal(!isContinued, continued.Ledgers.NeedsRebuild);
        Assert.Equal(isContinued, before.Rebuild().StateHash() == continued.StateHash());
    }

    [Fact]
    public async Task Nothing_gives_no_state() => Assert.Null(await Loaded());

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"t{i}");

    private static Fill Fill(string id, long micros) => Writer.Fill(Instrument, id, micros) with { Price = 100m + (micros / Second % 7), Fee = 0.01m };

    private void Begin()
    {
        _entries.Add(new Opened(1, "writer", new(Start)));
        var terms = Writer.SomeTerms(Instrument);
        _entries.Add(terms with { Policy = LedgerPolicy.Of(new()).ToString() });
    }

    /// <summary>Fills a second apart, each with its mid and some of its markouts.</summary>
    private void Trade(int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            var number = _entries.Count;
            _entries.Add(new Recorded(Fill(Id(i), Start + (i * Second))));
            _entries.Add(new Annotated([new(number, AnnotationKind.Mid, 0, 100m + (i % 5)), new(number, AnnotationKind.Markout, i % 3, 101m)]));
        }
    }

    private void AddTo(LedgerFold fold, int from)
    {
        for (var i = from; i < _entries.Count; i++)
        {
            fold.Add(new(i, _entries[i]));
        }
    }

    private async Task Same()
    {
        var all = new LedgerFold();
        AddTo(all, 0);

        var loaded = (await Loaded())!;

        Assert.False(loaded.Ledgers.NeedsRebuild);
        Assert.Equal(all.Rebuild(FoldStart.Oldest).StateHash(), loaded.StateHash());
    }

    private async Task<FoldedLedgers?> Loaded()
    {
        using var turns = new FoldTurns();
        return (await new JournalFolding(null!, Instrument, turns).Fold(new(), _ => Read(), TestContext.Current.CancellationToken)).Folded;
    }

    private async IAsyncEnumerable<NumberedEntry> Read()
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            yield return new(i, _entries[i]);
        }

        await Task.CompletedTask;
    }
}
