using System.Text.Json;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Testing.Vectors;

namespace Ballast.Cluster.Tests.Vectors;

[Trait("check", "vectors")]
public sealed class GrainLedgerVectors
{
    private const string File = "pnl_accounting.json";

    [Fact]
    public async Task Every_reference_vector_holds_through_grains_and_again_when_its_journal_was_read_anew()
    {
        await using var cluster = await BallastCluster.Start(new() { FollowsRecording = true });
        var feed = await cluster.StartFeed();

        // Marks come after every fill of every case, so that the recording's time never steps back.
        var times = VectorCases.All(File).SelectMany(c => c.GetProperty("events").EnumerateArray()).Select(e => e.GetProperty("ts").Millis());
        var now = times.Append(default).Max();
        await VectorCases.CheckEach(File, vector =>
        {
            now += TimeSpan.FromSeconds(1);
            return new LedgerCase(cluster, feed, vector, now).Check();
        });
    }

    /// <summary>One case on an instrument and in a portfolio of its own.</summary>
    private sealed class LedgerCase(BallastCluster cluster, TestFeed feed, JsonElement vector, Instant now)
    {
        /// <summary>Events of one call, so that late ones come by another than what they are late for.</summary>
        private const int Together = 3;

        private readonly string _portfolio = BallastCluster.Unique("vector");
        private readonly JsonElement _expected = vector.GetProperty("expected");
        private readonly Instrument _terms = LedgerVector.Terms(
            vector.GetProperty("instrument"), BallastCluster.Unique(vector.GetProperty("instrument").Text("exchange")));

        private static CancellationToken Token => TestContext.Current.CancellationToken;

        private IInventoryGrain Inventory => cluster.Inventory(_terms.Id);

        private bool IsMarkedByBook => _terms.Kind == ContractKind.Spot;

        internal async Task Check()
        {
            cluster.Terms.Add(_terms);
            var receipts = new List<FillReceipt>();
            foreach (var events in LedgerVector.Events(vector, _terms, _portfolio).Chunk(Together))
            {
                receipts.AddRange(await cluster.Client.RecordEvents(events, Token));
            }

            CheckCount("duplicates_ignored", receipts, FillOutcome.Duplicate);
            CheckCount("conflicts_rejected", receipts, FillOutcome.Conflict);
            CheckCount("invalid_rejected", receipts, FillOutcome.Refused);
            await PublishMark();
            var before = await CheckFigures();

            // Once from the journal alone, once from a snapshot and what follows it.
            cluster.Faults.Fail(_terms.Id.ToString(), new IOException("no snapshot"));
            await cluster.Deactivate(Inventory);
            cluster.Faults.Heal(_terms.Id.ToString());
            Assert.Equal(before, await CheckFigures());
            await cluster.Deactivate(Inventory);
            Assert.Equal(before, await CheckFigures());
        }

        private void CheckCount(string what, List<FillReceipt> receipts, FillOutcome outcome)
        {
            var count = receipts.Count(receipt => receipt.Outcome == outcome);
            Assert.True(_expected.GetProperty(what).GetInt32() == count, $"{what}: expected {_expected.GetProperty(what)}, was {count}");
        }

        /// <summary>Spot is marked by its book; other kinds by the venue's mark, beside a book that says something else.</summary>
        private async Task PublishMark()
        {
            var mark = vector.GetProperty("mark").Amount();
            var mid = IsMarkedByBook ? mark : mark * 2;
            var book = Some.Snapshot(_terms.Id, (double)(mid * 0.5m), (double)(mid * 1.5m), now);
            await feed.Publish(IsMarkedByBook ? [book] : [book, Some.Ticker(_terms.Id, (double)mark) with { VenueTime = now, ReceivedAt = now }]);
        }

        /// <summary>Answers the state's hash.</summary>
        private async Task<string> CheckFigures()
        {
            await cluster.Book(_terms.Id).Flush();
            await Inventory.Flush();
            var inventory = await cluster.Client.GetLedgers(_portfolio, _terms.Id, Token);
            var ledger = inventory.Ledgers.SingleOrDefault();
            VectorCases.Exact(_expected.GetProperty("position_qty"), ledger?.Position.Quantity ?? 0m, "position");
            if (ledger is null)
            {
                // Nothing of it could be booked, so there is no journal either.
                VectorCases.Exact(_expected.GetProperty("net_total"), 0m, "net total");
                Assert.Equal(0, inventory.JournalLength);
                return "";
            }

            CheckMethod("average", ledger.Average);
            CheckMethod("fifo", ledger.Fifo);
            CheckMethod("lifo", ledger.Lifo);
            VectorCases.Assets(_expected.GetProperty("fees_by_asset"), ledger.FeesByAsset);
            CheckPosition(ledger.Position);
            await CheckPortfolio();
            return inventory.StateHash;
        }

        private void CheckMethod(string method, CostView cost)
        {
            var figures = _expected.GetProperty("by_method").GetProperty(method);
            VectorCases.Near(figures.GetProperty("realized"), cost.Realized, $"{method} realized");
            VectorCases.Exact(figures.GetProperty("unrealized"), cost.Unrealized, $"{method} unrealized");
            VectorCases.Exact(figures.GetProperty("open_cost"), cost.OpenCost, $"{method} open cost");
            VectorCases.Near(figures.GetProperty("avg_entry"), cost.AverageEntry, $"{method} average entry");
            VectorCases.Near(_expected.GetProperty("gross_total"), cost.Realized + cost.Unrealized, $"{method} gross total");
            if (method == "average" || figures.Given("open_lots") is not { } open)
            {
                return;
            }

            Assert.Equal(open.GetArrayLength(), cost.Lots.Length);
            foreach (var (wanted, lot) in open.EnumerateArray().Zip(cost.Lots))
            {
                VectorCases.Exact(wanted.GetProperty("qty"), lot.Quantity, $"{method} lot");
                VectorCases.Near(wanted.GetProperty("price"), lot.Price, $"{method} lot price");
            }
        }

        private void CheckPosition(PositionView position)
        {
            Assert.Equal(IsMarkedByBook ? MarkSource.Mid : MarkSource.Exchange, position.MarkSource);
            VectorCases.Near(vector.GetProperty("mark"), position.Mark, "mark");
            VectorCases.Near(_expected.GetProperty("fees_settle"), position.PartialFees, "fees");
            Assert.Equal(position.FeesUnconverted.Count == 0 ? position.PartialFees : null, position.Fees);
            VectorCases.Assets(_expected.GetProperty("fees_unconverted"), position.FeesUnconverted);
            VectorCases.Near(_expected.GetProperty("funding"), position.Funding, "funding");
            VectorCases.Near(_expected.GetProperty("net_total"), position.Total, "net total");
            Assert.Equal(position.Total is null, position.Reason is not null);
        }

        private async Task CheckPortfolio()
        {
            var view = await cluster.Client.GetPortfolio(_portfolio, Token);
            Assert.True(view.Complete, $"not answered: {string.Join(", ", view.MissingMembers)}");
            CheckPosition(Assert.Single(view.Positions));
            VectorCases.Near(
                _expected.GetProperty("net_total"),
                view.TotalsBySettle.TryGetValue(_terms.Settle, out var total) ? total : null,
                "portfolio's total by settle asset");
            if (_terms.Settle == view.Currency)
            {
                VectorCases.Near(_expected.GetProperty("net_total"), view.Total, "portfolio's total");
            }
        }
    }
}
