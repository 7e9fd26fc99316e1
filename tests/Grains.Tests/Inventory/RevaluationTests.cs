using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Pnl;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>How many ledgers a new mid values, exactly.</summary>
public sealed class RevaluationTests : IDisposable
{
    private const int Mids = 50;

    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly Instrument Terms = new() { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" };

    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly PnlMeter _meter = new(TimeProvider.System, NullLogger<PnlMeter>.Instance);
    private readonly InstrumentMarket _market = new(MarkPolicy.Default, TimeSpan.FromDays(36_500));
    private readonly LedgerJournal _journal = new(new(null!, new(), new()), Perpetual, new(), () => Some.Now, TimeProvider.System, NullLogger.Instance);
    private readonly PositionOutbox _outbox;
    private readonly PositionValuation _valuation;
    private readonly PositionPosting _posting;
    private long _number = 1;
    private long _change;

    public RevaluationTests()
    {
        var (factory, stubs) = StubGrains.Create();
        stubs.Add<IPortfolioGrain>((portfolio, _, _) => Task.FromResult(_followed.Contains(portfolio)));
        _outbox = new(factory, new(), TimeProvider.System, NullLogger<PositionOutbox>.Instance);
        var clock = new MarketClock(TimeProvider.System);
        _valuation = new(clock, _market, _meter);
        _journal.Start(Terms, LedgerPolicy.Of(new()));

        // A grain runs one turn at a time, and positions are computed on the scheduler on which this is created.
        _posting = Task.Factory.StartNew(
            () => new PositionPosting(_journal, _valuation, new(_market, _valuation, clock), _outbox, _stopping.Token) { Instrument = Perpetual },
            CancellationToken.None,
            TaskCreationOptions.None,
            new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _meter.Dispose();
        _journal.Dispose();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_000, 0)]
    [InlineData(1_000, 3)]
    public async Task A_mid_values_the_ledgers_of_followed_portfolios_only(int portfolios, int followed)
    {
        _followed.UnionWith(Enumerable.Range(0, followed).Select(i => $"desk{i}"));
        Book([.. Enumerable.Range(0, portfolios).Select(i => Fill(i, $"desk{i}"))]);
        _posting.Post();
        await _outbox.Flush();
        Assert.Equal(portfolios, _valuation.Count);

        for (var i = 0; i < Mids; i++)
        {
            Mid(i, 100 + i);
            _posting.PostFollowed();
            await _outbox.Flush();
        }

        Assert.Equal(portfolios + (Mids * followed), _valuation.Count);
        _posting.Post();
        await _outbox.Flush();
        Assert.Equal((2 * portfolios) + (Mids * followed), _valuation.Count);
    }

    [Fact]
    public async Task A_fill_values_the_ledgers_of_its_own_portfolio_only()
    {
        Book([.. Enumerable.Range(0, 100).Select(i => Fill(i, $"desk{i}"))]);
        _posting.Post();
        await _outbox.Flush();
        var fill = Fill(1_000, "desk7");
        Book(fill);

        _posting.Post([fill]);
        await _outbox.Flush();

        Assert.Equal(101, _valuation.Count);
        Assert.Equal(2m, _posting.Newest("desk7")!.Positions[0].Quantity);
        Assert.Equal(101, _valuation.Count);
    }

    [Fact]
    public async Task An_inventory_that_has_ended_gives_nothing_and_has_released_what_was_left()
    {
        Book(Fill(1, "desk"));
        await _stopping.CancelAsync();

        Assert.Null(await _posting.Take("desk"));
        _posting.Post();
        await _outbox.Flush();
        Assert.Equal(0, _valuation.Count);
    }

    [Fact]
    public void A_running_sum_of_provisional_mids_is_that_of_all_pending_fills_after_every_step()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var (random, sum, key, id) = (new Random(seed), new ProvisionalSum(), new LedgerKey("desk", "main"), 0);
        Mid(0, 100);
        for (var step = 0; step < 3_000; step++)
        {
            switch (random.Next(6))
            {
                case 0:
                    Mid(step, 100 + random.Next(50));
                    break;
                case 1 when _journal.Ledgers.PendingFills.FirstOrDefault() is { } oldest:
                    _journal.Ledgers.Annotate(new(oldest.Number, AnnotationKind.Mid, 0, 101m));
                    break;
                case 2 when _journal.Ledgers.PendingFills.LastOrDefault() is { Event: Fill taken }:
                    Book(new FillVoid { Instrument = Perpetual, Account = "main", Portfolio = "desk", TradeId = taken.TradeId, Side = taken.Side, VenueTime = taken.VenueTime });
                    break;
                default:
                    Book(Fill(++id, "desk") with { VenueTime = At(step + random.Next(-100, 20)), Price = 90 + random.Next(20), Side = random.Next(2) == 0 ? Side.Buy : Side.Sell });
                    break;
            }

            if (_journal.Ledgers.PendingOf(key) is { } fills)
            {
                Assert.Equal(ProvisionalSum.UpTo(new(long.MaxValue), fills, _journal.Ledgers, _market), sum.Of(fills, _journal.Ledgers, _market));
                Assert.Equal(_journal.Ledgers.PendingFills, fills.After(null));
            }
        }
    }

    private static Instant At(int millis) => new(1_700_000_000_000_000 + (millis * Instant.PerMillisecond));

    private static Fill Fill(int id, string portfolio) => Some.Fill(Perpetual, portfolio, $"t{id}") with { VenueTime = At(0) };

    private void Book(params LedgerEvent[] events)
    {
        var prepared = _journal.Ledgers.Prepare(events, StampRange.All);
        Assert.Equal(events.Length, prepared.Booked.Count);
        _journal.Ledgers.Commit(prepared, _number);
        _number += events.Length;
    }

    private void Mid(int millis, double mid) => _market.Apply(new MidUpdate
    {
        Instrument = Perpetual,
        BookEpoch = 1,
        FirstChange = _change++,
        Changes = [new(At(millis), mid)],
        State = BookState.Live,
        ReceivedAt = At(millis),
        VenueTime = At(millis),
        Marks = [new(At(millis), mid, mid, At(millis), double.NaN, default)],
    });
}
