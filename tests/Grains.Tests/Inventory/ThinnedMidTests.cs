using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Fx;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Markouts;
using Ballast.Grains.Inventory.Marks;
using Microsoft.Extensions.Options;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>A fill whose mid may have been left out says so.</summary>
public sealed class ThinnedMidTests
{
    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly Instrument Terms = new() { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" };

    private readonly InstrumentMarket _market = new(MarkPolicy.Default, TimeSpan.FromSeconds(60));
    private readonly InstrumentLedgers _ledgers = new(Terms);
    private readonly MarkoutTracker _markouts = new(Perpetual, "USDT", LedgerPolicy.Of(new()).Markouts);

    [Fact]
    public async Task Fills_between_thinned_mids_are_counted_as_such_and_those_before_and_after_are_exact()
    {
        Mids(false, (0, 100), (5, 101));
        Mids(true, (23, 102), (38, 103), (47, 104));
        Mids(false, (60, 105), (100, 106));
        int[] millis = [6, 19, 20, 23, 46, 47, 61];
        var prepared = _ledgers.Prepare([.. millis.Select(at => Some.Fill(Perpetual, "desk", $"t{at}", price: 90m) with { VenueTime = At(at) })], StampRange.All);
        _ledgers.Commit(prepared, 1);

        var due = await Due(_markouts);
        due.ForEach(item => _ledgers.Annotate(item));

        var mids = due.Where(item => item.Kind == AnnotationKind.Mid).ToArray();
        Assert.Equal([101m, 101m, 101m, 102m, 103m, 104m, 105m], mids.Select(mid => mid.Value));
        Assert.Equal([0, 0, Annotation.ThinnedMid, Annotation.ThinnedMid, Annotation.ThinnedMid, 0, 0], mids.Select(mid => mid.Index));
        var state = _ledgers.State.Of("desk").Single().Value;
        Assert.Equal((3L, 0L, 0L, 7L), (state.ThinnedMidFills, state.MidsPending, state.GridMidFills, state.Fills));
        var value = LedgerValue.Of(state, Terms.Contract, default, 106m, 106m, "no mark").Attribution;
        Assert.Equal((3L, true), (PnlAttribution.Sum(value, PnlAttribution.Zero).ThinnedMidFills, value.Holds));
    }

    [Fact]
    public async Task A_markout_horizon_between_thinned_mids_is_recorded_as_such_and_shown()
    {
        var markouts = new MarkoutTracker(Perpetual, "USDT", new(MarkoutHorizons.Parse("20ms,50ms,80ms"), MarkoutSizes.Default));
        Mids(false, (0, 100), (5, 101));
        Mids(true, (23, 102), (38, 103), (47, 104));
        Mids(false, (60, 105), (100, 106));
        _ledgers.Commit(_ledgers.Prepare([Some.Fill(Perpetual, "desk", "t1", price: 90m) with { VenueTime = At(6) }], StampRange.All), 1);
        MarkoutFills.Add(markouts, _ledgers.Find(1)!, _ledgers);

        var due = (await Due(markouts)).Where(item => item.Kind == AnnotationKind.Markout).ToArray();
        Array.ForEach(due, item => MarkoutFills.Apply(markouts, item));

        Assert.Equal([(Annotation.ThinnedHorizon, 102m), (1, 104m), (2, 105m)], due.Select(item => (item.Index, item.Value!.Value)));
        Assert.Equal([(102m, true), (104m, false), (105m, false)], markouts.Recent("desk", 1)[0].Markouts.Select(markout => (markout!.Mid!.Value, markout.IsThinned)));
    }

    [Fact]
    public void The_count_is_kept_by_snapshots_and_is_part_of_the_state()
    {
        _ledgers.Commit(_ledgers.Prepare([Some.Fill(Perpetual, "desk", "t1")], StampRange.All), 1);
        var exact = new InstrumentLedgers(Terms);
        exact.Commit(exact.Prepare([Some.Fill(Perpetual, "desk", "t1")], StampRange.All), 1);
        exact.Annotate(new(1, AnnotationKind.Mid, 0, 101m));
        _ledgers.Annotate(new(1, AnnotationKind.Mid, Annotation.ThinnedMid, 101m));
        var stored = new LedgerBase(_ledgers.State, [], [], default);

        Assert.Equal(_ledgers.State.FullHash(), LedgerBaseText.Read(LedgerBaseText.Write(stored)).State.FullHash());
        Assert.NotEqual(exact.State.FullHash(), _ledgers.State.FullHash());
        Assert.DoesNotContain("Thinned", LedgerBaseText.Write(stored with { State = exact.State }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_of_mids_that_was_thinned_makes_its_fills_so()
    {
        _market.Apply(new MidWindow { Instrument = Perpetual, BookEpoch = 1, Changes = [new(At(0), 100), new(At(50), 101)], ConfirmedTo = At(60), Thinned = new(At(0), At(50)) });

        Assert.Equal([true, true, false], new[] { 0, 49, 50 }.Select(millis => _market.IsThinned(At(millis))));
    }

    [Fact]
    public void Numbers_of_changes_that_jump_mean_that_some_are_missing()
    {
        Mids(false, (0, 100), (5, 101));
        _market.Apply(Update(null, 7, (40, 103)));
        _market.Apply(Update(null, 7, (40, 103)));
        _market.Apply(Update(null, 8, (60, 104)));

        Assert.Equal([false, true, true, false, false], new[] { 4, 5, 39, 40, 60 }.Select(millis => _market.IsThinned(At(millis))));
    }

    [Fact]
    public void A_book_that_answers_is_the_present_one_even_if_an_earlier_clock_was_ahead()
    {
        _market.Apply(Update(null, 0, (0, 100)) with { BookEpoch = 9 });
        _market.Apply(Update(null, 0, (10, 101)));
        Assert.Equal(100, _market.Mids.PreviousTick(At(10)));

        _market.ApplyRegistered(Update(null, 0, (20, 102)));
        _market.Apply(Update(null, 1, (30, 103)));

        Assert.Equal([null, 102, 103], new[] { 19, 20, 30 }.Select(millis => _market.Mids.PreviousTick(At(millis))));
    }

    private Task<List<Annotation>> Due(MarkoutTracker markouts)
    {
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IFxGrain>((_, _, _) => Task.CompletedTask);
        var fx = new FxPoints(grains, new(grains, Options.Create(new BallastOptions())), TimeProvider.System);
        return new FillObservation(_market, null!, fx, new(TimeProvider.System), new(TimeSpan.FromSeconds(1))).Due(_ledgers, markouts, Recording.Running);
    }

    private static Instant At(int millis) => new(1_700_000_000_000_000 + (millis * Instant.PerMillisecond));

    private void Mids(bool thinned, params (int Millis, double Mid)[] changes) =>
        _market.Apply(Update(thinned ? new(At(changes[0].Millis / 10 * 10), At(changes[^1].Millis)) : null, 0, changes));

    private static MidUpdate Update(ThinnedRange? thinned, long first, params (int Millis, double Mid)[] changes) => new()
    {
        Instrument = Perpetual,
        BookEpoch = 1,
        FirstChange = first,
        Changes = [.. changes.Select(change => new MidChange(At(change.Millis), change.Mid))],
        Thinned = thinned,
        State = BookState.Live,
        ReceivedAt = At(changes[^1].Millis),
        VenueTime = At(changes[^1].Millis),
    };
}
