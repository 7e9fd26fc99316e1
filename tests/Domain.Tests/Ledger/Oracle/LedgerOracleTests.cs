using Ballast.Testing;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Folding;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Ledger.Oracle;

public sealed class LedgerOracleTests
{
    private static readonly int Sequences = RunLength.LedgerSequences;

    // Each share is rounded to 18 decimals; the engine and the oracle may differ in the last one where it is a close call.
    private const decimal Rounding = 1e-15m;

    [Theory]
    [InlineData(ContractKind.Spot)]
    [InlineData(ContractKind.Linear)]
    [InlineData(ContractKind.Inverse)]
    [InlineData(ContractKind.Quanto)]
    public void Any_order_of_events_gives_the_ledgers_of_the_naive_fold(ContractKind kind)
    {
        var (done, events, rebuilds, resumed) = (0, 0L, 0L, 0L);
        (int Seed, int Length)? first = null;
        Sizes.Sample(
            (seed, length) =>
            {
                first ??= (seed, length);
                var history = History.Of(kind, seed, length);
                var runs = new[] { new LedgerRun(history, seed), new LedgerRun(history, ~seed) };
                foreach (var run in runs)
                {
                    run.Finish();
                    Interlocked.Add(ref rebuilds, run.Rebuilds);
                    Interlocked.Add(ref resumed, run.Resumed);
                }

                Assert.Equal(runs[0].Ledgers.StateHash(), runs[1].Ledgers.StateHash());
                var expected = NaiveFold.Of(history.Terms, history.Arrivals, history.Knowledge);
                Compare(expected, runs[0].Ledgers.State);
                var time = new Instant(seed % 80);
                foreach (var run in runs)
                {
                    var pending = run.Ledgers.State.Ledgers.Keys.SelectMany(key => run.Ledgers.PendingOf(key)?.After(null) ?? []);
                    Assert.Equal(run.Ledgers.PendingFills.Select(entry => entry.Number).Order(), pending.Select(entry => entry.Number).Order());
                    if (run.Ledgers.At(time) is { } then)
                    {
                        Compare(NaiveFold.Of(history.Terms, history.Arrivals, history.Knowledge, time.Micros), then);
                    }
                }

                Interlocked.Increment(ref done);
                Interlocked.Add(ref events, length);
            },
            iter: Sequences);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kind}: {done} sequences of {events} arrivals in all, {rebuilds} rebuilds from the journal, {resumed} snapshots gone on from; "
            + $"the first of seed {first?.Seed} and length {first?.Length}; one that fails prints its seed, CsCheck_Seed repeats it");
    }

    private static Gen<(int Seed, int Length)> Sizes { get; } = Gen.Frequency(
        (9, Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[1, 40])),
        (1, Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[100, 300])));

    private static void Compare(NaiveFold expected, FoldState actual)
    {
        Assert.Equal(expected.Terms.Multiplier, actual.Terms.Multiplier);
        Assert.Equal(expected.Ledgers.Keys, actual.Ledgers.Keys.Select(k => (k.Portfolio, k.Account)));
        foreach (var (wanted, (key, state)) in expected.Ledgers.Values.Zip(actual.Ledgers))
        {
            Compare(wanted, state, actual.Terms.Contract, $"{key.Portfolio}/{key.Account}");
        }

        Assert.Equal(actual.Ledgers, actual.Accounts.Keys.SelectMany(actual.Of));
        foreach (var account in actual.Ledgers.Keys.Select(k => k.Account).Distinct())
        {
            var paid = actual.Ledgers.Where(l => l.Key.Account == account).Sum(l => l.Value.Funding);
            var due = expected.Ledgers.Where(l => l.Key.Account == account).Aggregate(Exact.Zero, (sum, l) => sum + l.Value.Funding);
            Assert.True(due.IsWithin(paid, Rounding), $"{account} funding: {due}, was {paid}");
        }
    }

    private static void Compare(NaiveLedger wanted, LedgerState state, ContractValue contract, string name)
    {
        Assert.False(state.Rounded, $"{name} is rounded");
        Assert.Null(state.Overflow);
        Same(wanted.Position, state.Quantity, "position");
        Same(wanted.Fees, state.Fees, "fees");
        Same(wanted.AtMid, state.MidValue, "mid value");
        foreach (var (by, charged) in new[] { (wanted.Charged, state.FeesByAsset), (wanted.Unconverted, state.FeesUnconverted) })
        {
            Assert.Equal(by.Where(f => f.Value.Sign != 0).Select(f => f.Key).Order(StringComparer.Ordinal), charged.Keys);
            Assert.All(charged, f => Same(by[f.Key], f.Value, f.Key));
        }

        Assert.Equal(
            (wanted.Missing, wanted.Fills, wanted.Pending, wanted.NoMid, wanted.GridMid),
            (state.FundingMissing, state.Fills, state.MidsPending, state.FillsWithoutMid, state.GridMidFills));
        Near(wanted.Funding, state.Funding, "funding");
        Near(wanted.FundingDifference, state.FundingDifference, "funding difference");

        // Cost is shared differently, but no method makes or loses money.
        Near(wanted.Cost, state.OpenCost, "open cost");
        Near(wanted.Realized, state.Realized, "realised");
        Same(wanted.Outlay, state.OpenCost - state.Realized, "average");
        Same(wanted.Outlay, state.Fifo.OpenCost - state.Fifo.Realized, "first in");
        Same(wanted.Outlay, state.Lifo.OpenCost - state.Lifo.Realized, "last in");
        CompareLots(wanted.Oldest, state.Fifo);
        CompareLots(wanted.Newest, state.Lifo);
        CompareAttribution(wanted, state, contract);

        void Same(Exact exact, decimal value, string what) => Assert.True(exact.Is(value), $"{name} {what}: {exact}, was {value}");
        void Near(Exact exact, decimal value, string what) => Assert.True(exact.IsWithin(value, Rounding), $"{name} {what}: {exact}, was {value}");
    }

    private static void CompareLots(List<(Exact Quantity, Exact Cost)> wanted, LotBook book)
    {
        Assert.Equal(wanted.Count, book.Count);
        foreach (var (lot, actual) in wanted.Zip(book.Lots))
        {
            Assert.True(lot.Quantity.Is(actual.Quantity) && lot.Cost.IsWithin(actual.Cost, Rounding), $"lot {lot}, was {actual}");
        }

        Assert.True(wanted.Count > 0 || book.OpenCost == 0, $"nothing is open, but costs {book.OpenCost}");
    }

    /// <summary>Spread, inventory and basis add up to the profit, to the last digit.</summary>
    private static void CompareAttribution(NaiveLedger wanted, LedgerState state, ContractValue contract)
    {
        const decimal mid = 43_210.5m, mark = 43_219.9m;
        var spread = state.MidValue - (state.OpenCost - state.Realized);
        var inventory = (state.Quantity * contract.At(mid)) - state.MidValue;
        var basis = state.Quantity * (contract.At(mark) - contract.At(mid));
        Assert.Equal(state.Realized + state.Unrealized(mark, contract) - state.Fees + state.Funding, spread + inventory + basis - state.Fees + state.Funding);
        Assert.True((wanted.AtMid - wanted.Outlay).Is(spread), $"spread {wanted.AtMid - wanted.Outlay}, was {spread}");
    }
}
