using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Ledgers.Folds;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Tests.Journaling.Folds;

/// <summary>A journal that is folded as it is read gives what the whole journal in memory gives, with a window of a few hundred events.</summary>
public sealed class StreamedFoldTests
{
    private const int Window = 256;
    private const int Fills = 8_000;
    private const int Before = 6_000;

    private static readonly InstrumentId Instrument = new("venue", "BTC");
    private static readonly LedgerPolicy Policy = LedgerPolicy.Of(new());

    private readonly List<NumberedEntry> _entries = [];
    private string? _feeAsset;

    public StreamedFoldTests()
    {
        Add(new Opened(1, "w", default));
        Add(Writer.SomeTerms(Instrument) with { Policy = Policy.ToString() });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_in_about_the_order_of_their_times_are_read_once()
    {
        Book(0, Fills);
        Add(new Recorded(Void(Fills - 5)));

        Assert.Equal(1, await Compare());
    }

    [Theory]
    [InlineData("event")]
    [InlineData("void")]
    [InlineData("void of a late event")]
    [InlineData("void before its fill")]
    [InlineData("void without a fill")]
    [InlineData("rate")]
    [InlineData("terms")]
    public async Task What_concerns_an_event_long_before_it_takes_one_more_pass(string late)
    {
        _feeAsset = late == "rate" ? "BNB" : null;
        Book(0, Before);
        switch (late)
        {
            case "event":
                Settle(Add(new Recorded(Fill(9_000) with { VenueTime = At(10) })));
                break;
            case "void":
                Add(new Recorded(Void(20)));
                break;
            case "void of a late event":
                Settle(Add(new Recorded(Fill(9_000) with { VenueTime = At(10) })));
                Add(new Recorded(Void(9_000)));
                break;
            case "void before its fill":
                Add(new Recorded(Void(Fills - 1)));
                break;
            case "void without a fill":
                Add(new Recorded(Void(100_000)));
                break;
            case "rate":
                Add(new Annotated([new(NumberOf(30), AnnotationKind.FeeRate, 0, 3m)]));
                break;
            default:
                Add(new Recorded(new TermsChange { Instrument = Instrument, Account = "", Portfolio = "", VenueTime = At(1_000), Multiplier = 2m }));
                break;
        }

        Book(Before, Fills - Before);

        Assert.Equal(2, await Compare());
    }

    [Fact]
    public async Task A_whole_history_that_was_imported_afterwards_gives_the_same_state()
    {
        Book(3_000, 3_000);
        Book(0, 3_000);
        Book(6_000, 2_000);

        Assert.InRange(await Compare(), 2, 4);
    }

    [Fact]
    public async Task From_a_checkpoint_late_entries_give_the_same_state_as_from_the_beginning()
    {
        Book(0, Before);
        var upTo = At(2_000);
        var (collected, number) = (new LedgerFold(), _entries.Count - 1);
        _entries.ForEach(collected.Add);
        var made = collected.Rebuild(FoldStart.Oldest, upTo);
        var start = new LedgerCheckpoint(made.Ledgers.BaseAt(upTo)!, made.Markouts.ToJson(), Policy.ToString(), number, upTo, null);
        Add(new Recorded(Void(2_500)));
        Settle(Add(new Recorded(Fill(9_000) with { VenueTime = At(3_000) })));
        Book(Before, Fills - Before);

        var fold = await Folding.Fold(new() { Start = start }, _ => Read(), Token);

        Assert.Equal(Whole().StateHash(), fold.Folded!.StateHash());
    }

    [Fact]
    public async Task Ledgers_that_are_asked_to_reach_back_give_every_state_since()
    {
        Book(0, Fills);
        var whole = Whole();

        var fold = await Folding.Fold(new() { BackTo = At(5_000) }, _ => Read(), Token);

        Assert.All(
            new[] { 5_000, 5_001, 6_500, Fills },
            i => Assert.Equal(whole.Ledgers.At(At(i))!.FullHash(), fold.Folded!.Ledgers.At(At(i))?.FullHash()));
        Assert.Null(fold.Folded!.Ledgers.At(At(1_000)));
    }

    [Fact]
    public async Task An_event_that_stands_twice_is_found_however_far_apart()
    {
        Book(0, Fills);
        Add(new Recorded(Fill(3)));

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Folding.Fold(new(), _ => Read(), Token));

        Assert.Contains("t3", fault.Message, StringComparison.Ordinal);
    }

    private static JournalFolding Folding => new(null!, Instrument, new()) { WindowSize = Window };

    /// <summary>Compares both folds, and returns the number of passes.</summary>
    private async Task<int> Compare()
    {
        Instant[] times = [At(0), At(9), At(1_500), At(4_001), At(Fills)];
        var (passes, whole) = (0, Whole());

        var fold = await Folding.Fold(
            new() { Times = times },
            pass =>
            {
                passes = pass + 1;
                return Read();
            },
            Token);

        Assert.Equal(whole.StateHash(), fold.Folded!.StateHash());
        Assert.Equal(times.Select(at => whole.Ledgers.At(at)!.FullHash()), times.Select(at => fold.States[at].FullHash()));
        Assert.InRange(fold.Folded.Ledgers.Window.Count, 1, 2 << passes << 8);
        return passes;
    }

    private FoldedLedgers Whole()
    {
        var whole = new LedgerFold();
        _entries.ForEach(whole.Add);
        return whole.Rebuild(FoldStart.Oldest);
    }

    private async IAsyncEnumerable<NumberedEntry> Read()
    {
        foreach (var entry in _entries)
        {
            yield return entry;
        }

        await Task.CompletedTask;
    }

    private void Book(int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            Settle(Add(new Recorded(Fill(i))));
        }
    }

    private void Settle(long number) => Add(new Annotated(
    [
        new(number, AnnotationKind.Mid, 0, 100.25m),
        .. Enumerable.Range(0, Policy.Markouts.Horizons.Count).Select(i => new Annotation(number, AnnotationKind.Markout, i, 100m + i)),
    ]));

    private long NumberOf(int i) => _entries.First(entry => entry.Entry is Recorded { Event: Fill fill } && fill.TradeId == $"t{i}").Number;

    private long Add(JournalEntry entry)
    {
        _entries.Add(new(_entries.Count, entry));
        return _entries.Count - 1;
    }

    private static Instant At(int i) => new(1_700_000_000_000_000 + (i * Instant.PerSecond));

    private Fill Fill(int i) => Writer.Fill(Instrument, $"t{i}", At(i).Micros) with
    {
        Side = i % 3 == 0 ? Side.Sell : Side.Buy, Price = 100m + (i % 7), Quantity = 1m + (i % 4), Fee = 0.01m,
        FeeAsset = i == 30 ? _feeAsset : null,
    };

    private FillVoid Void(int i) => new()
    {
        Instrument = Instrument, Account = "main", Portfolio = "desk", VenueTime = At(i + 1), TradeId = $"t{i}", Side = Fill(i).Side,
    };
}
