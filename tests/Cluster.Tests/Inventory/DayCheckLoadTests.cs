using System.Diagnostics;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Cluster.Tests.Inventory;

/// <summary>Closed days of ten portfolios are checked again after each activation of an inventory with a long journal, and fills do not wait.</summary>
public sealed class DayCheckLoadTests(DayCheckLoadTests.LongJournals journals) : IClassFixture<DayCheckLoadTests.LongJournals>
{
    private const int Portfolios = 10;
    private static readonly int FillsAfterRestart = RunLength.JournaledEvents / 4_000;
    private const long Day = 86_400 * Instant.PerSecond;
    private const long WrongValue = -1;

    private readonly BallastCluster _cluster = journals.Cluster;
    private readonly InstrumentId _instrument = journals.Cluster.SomePerpetual();
    private readonly string _stem = BallastCluster.Unique("desk");
    private readonly Instant _today = new(Some.Now.Micros / Day * Day);

    private IInventoryGrain Inventory => _cluster.Inventory(_instrument);

    private ControlledJournal Journal => _cluster.Journal;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_journal_is_folded_once_for_all_portfolios_and_never_again_after_reactivations()
    {
        await WriteJournal(RunLength.JournaledEvents);
        await CloseDays();

        // The first activation has no snapshot and reads the journal, and the days it does not reach need one fold.
        await Activate();
        await Checked();
        Assert.Equal(2, Journal.ReadsFromStart(_instrument));

        var times = new List<double>();
        for (var restart = 0; restart < 3; restart++)
        {
            await _cluster.Deactivate(Inventory);
            for (var fill = 0; fill < FillsAfterRestart; fill++)
            {
                var began = Stopwatch.GetTimestamp();
                await Acknowledged($"after{restart}-{fill}");
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            await Checked();
            Assert.Equal(2, Journal.ReadsFromStart(_instrument));
        }

        // Shown and not asserted: how long it takes is the machine's.
        times.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{times.Count} fills after restarts over {RunLength.JournaledEvents} events: p50 {times[times.Count / 2]:0.0}, p99 {times[times.Count * 99 / 100]:0.0}, max {times[^1]:0.0} ms"));
    }

    [Fact]
    public async Task Fills_are_acknowledged_while_a_fold_for_days_and_one_for_an_older_fill_are_under_way()
    {
        await WriteJournal(RunLength.JournaledEvents);
        await CloseDays();
        var folding = Journal.HoldReadsFromStart(_instrument, skipped: 1);
        await Activate();
        await folding.WaitAsync(Waiting.Patience, Token);

        await Acknowledged("t1");
        var late = Inventory.RecordEvents(new(Portfolio(0)), [Fill("late", 0) with { VenueTime = _today - TimeSpan.FromDays(3) }]);
        for (var i = 1; i < Portfolios; i++)
        {
            await Acknowledged($"t{i + 1}", i);
        }

        Assert.False(late.IsCompleted);
        Journal.LetReadsGo(_instrument);
        Assert.Equal(FillOutcome.Recorded, (await late).Receipts[0].Outcome);
        await Checked(late: 1);
    }

    /// <summary>Adjustments of four days, each of one unit at the price 100, in turn for each portfolio.</summary>
    private async Task WriteJournal(int events)
    {
        var journal = new Journal(Journal, _instrument, new() { SegmentEntries = LongJournals.SegmentEntries }, TimeProvider.System, NullLogger.Instance);
        await journal.Open(new Terms(_cluster.Terms.Find(_instrument)!, LedgerPolicy.Of(new()).ToString()), Token);
        for (var first = 0; first < events; first += Ballast.Grains.Journaling.Journal.MaxWrite)
        {
            await journal.Append(
                [.. Enumerable.Range(first, Ballast.Grains.Journaling.Journal.MaxWrite).Select(i => new Recorded(Adjustment(i)))], Token);
        }

        journal.Dispose();
    }

    private Instant TimeOf(int number) => _today + TimeSpan.FromMicroseconds((long)(number - RunLength.JournaledEvents) * 4 * Day / RunLength.JournaledEvents);

    private Adjustment Adjustment(int number) => new()
    {
        Instrument = _instrument, Account = "main", Portfolio = Portfolio(number % Portfolios), VenueTime = TimeOf(number), AdjustmentId = $"a{number}",
        Quantity = 1m, Price = 100m, Reason = AdjustmentReason.Transfer, Provenance = "test",
    };

    /// <summary>Each portfolio closes the ends of the last days with a value that is not the inventory's.</summary>
    private async Task CloseDays()
    {
        for (var i = 0; i < Portfolios; i++)
        {
            await _cluster.Portfolio(Portfolio(i)).RecordMember(_instrument);
            await _cluster.Portfolio(Portfolio(i)).OnPositions([
                new()
                {
                    Instrument = _instrument, Epoch = 1, Version = 1, JournalLength = 1, Positions = [], Settle = "USDT",
                    Closed = [.. Enumerable.Range(-3, 4).SelectMany(Second)],
                }]);
            await _cluster.Portfolio(Portfolio(i)).Flush();
        }

        ClosedValue[] Second(int day) => [.. new[] { -1, 0 }.Select(second => new ClosedValue
        {
            At = _today + TimeSpan.FromDays(day) + TimeSpan.FromSeconds(second),
            Value = PnlAttribution.Zero with { Inventory = WrongValue, Total = WrongValue },
            Mark = 101m,
            Mid = 101m,
        })];
    }

    /// <summary>Completes when every day of every portfolio has the value that the journal gives: a profit of 1 for each event up to its end.</summary>
    /// <param name="late">Number of fills of the first portfolio before all its days.</param>
    private async Task Checked(int late = 0)
    {
        await Inventory.Flush();
        for (var i = 0; i < Portfolios; i++)
        {
            var (portfolio, expected) = (new PortfolioId(Portfolio(i)), Expected(i, i == 0 ? late : 0));
            await Eventually.Until($"days of portfolio {i} are {string.Join(", ", expected)}", Waiting.Patience, async () => (await Totals(portfolio)).SequenceEqual(expected), Token);
        }
    }

    private decimal?[] Expected(int portfolio, int late) => [.. Enumerable.Range(-3, 4).Select(day => _today + TimeSpan.FromDays(day))
        .Select(close => late + (decimal?)Enumerable.Range(0, RunLength.JournaledEvents).Count(number => number % Portfolios == portfolio && TimeOf(number) <= close))];

    private async Task<decimal?[]> Totals(PortfolioId portfolio)
    {
        await _cluster.Portfolio(portfolio.Name).Flush();
        return [.. (await _cluster.Portfolio(portfolio.Name).GetDays(portfolio)).Select(day => day.Current().Value.Total)];
    }

    private async Task Activate() => await Eventually.Until(
        "the inventory is active",
        Waiting.Patience,
        async () =>
        {
            try
            {
                return await Inventory.GetPosition(new(Portfolio(0))) is not null;
            }
            catch (TimeoutException)
            {
                // A million events take longer than a call may.
                return false;
            }
        },
        Token);

    private async Task Acknowledged(string id, int portfolio = 1)
    {
        var recorded = await Inventory.RecordEvents(new(Portfolio(portfolio)), [Fill(id, portfolio)]).WaitAsync(Waiting.Patience, Token);
        Assert.Equal(FillOutcome.Recorded, recorded.Receipts[0].Outcome);
    }

    private Fill Fill(string id, int portfolio) => Some.Fill(_instrument, Portfolio(portfolio), id) with { VenueTime = Some.Now };

    private string Portfolio(int number) => $"{_stem}-{number}";

    /// <summary>A cluster whose journals have short segments.</summary>
    public sealed class LongJournals : IAsyncLifetime
    {
        internal const int SegmentEntries = 5_000;

        public BallastCluster Cluster { get; } = new(new ClusterSetup { Journal = options => options.SegmentEntries = SegmentEntries });

        public ValueTask InitializeAsync() => Cluster.InitializeAsync();

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
