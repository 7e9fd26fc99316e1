using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Testing.Vectors;

namespace Ballast.Cluster.Tests.Vectors;

[Trait("check", "vectors")]
public sealed class GrainAttributionVectors
{
    /// <summary>Vectors count from 0, which as a stamp means that none is known.</summary>
    private static readonly Instant Start = new(1_700_000_000_000_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Every_reference_vector_holds_through_grains_and_again_when_its_journal_was_read_anew() =>
        VectorCases.CheckEach("attribution.json", async vector =>
        {
            // Horizons are those of the silo, so each case has one of its own.
            await using var cluster = await BallastCluster.Start(new()
            {
                FollowsRecording = true,
                Options = options => options.Markouts.Horizons = string.Join(',', Horizons(vector).Select(MarkoutHorizons.Text)),
            });
            var terms = Terms(vector);
            cluster.Terms.Add(terms);
            var recorded = await Play(cluster, vector, terms);
            var before = await CheckFigures(cluster, vector, terms, recorded);

            // Once from the journal alone, once from a snapshot and what follows it.
            var inventory = cluster.Inventory(terms.Id);
            cluster.Faults.Fail(terms.Id.ToString(), new IOException("no snapshot"));
            await cluster.Deactivate(inventory);
            cluster.Faults.Heal(terms.Id.ToString());
            Assert.Equal(before, await CheckFigures(cluster, vector, terms, recorded));
            await cluster.Deactivate(inventory);
            Assert.Equal(before, await CheckFigures(cluster, vector, terms, recorded));
        });

    /// <summary>Mids, fills and funding in the order of their time; at equal time in this order. Answers the fills' trade ids.</summary>
    private static async Task<string[]> Play(BallastCluster cluster, JsonElement vector, Instrument terms)
    {
        var feed = await cluster.StartFeed();
        var mids = vector.GetProperty("mids").EnumerateArray()
            .Select(m => (At: Time(m[0]), Rank: 0, Act: (Func<Task>)(() => feed.Publish(Mid(terms.Id, m[1].Amount(), Time(m[0]))))))
            .ToArray();
        var fills = vector.GetProperty("fills").EnumerateArray().Select((f, i) => Fill(f, i, terms)).ToArray();
        var timeline = mids
            .Concat(fills.OrderBy(f => f.VenueTime.Micros).ThenBy(f => f.VenueSequence).Select(f => (f.VenueTime, 1, Record(cluster, f))))
            .Concat(vector.GetProperty("funding").EnumerateArray().Select((f, i) => (Time(f.GetProperty("ts")), 2, Record(cluster, Funding(f, i, terms)))))
            .OrderBy(step => step.Item1.Micros).ThenBy(step => step.Item2);
        foreach (var (_, _, act) in timeline)
        {
            await act();
        }

        // Event time passes the last mid by as little as there is: that one is final then, and what is due later is not.
        var end = mids.Max(m => m.At) + TimeSpan.FromMicroseconds(1);
        await feed.Publish(
            Some.Trade(terms.Id, "end") with { VenueTime = end, ReceivedAt = end },
            Some.Ticker(terms.Id, (double)vector.GetProperty("mark").Amount()) with { VenueTime = end, ReceivedAt = end });
        return [.. fills.Select(f => f.TradeId)];
    }

    private static Func<Task> Record(BallastCluster cluster, LedgerEvent given) => async () =>
        Assert.Equal(FillOutcome.Recorded, Assert.Single(await cluster.Client.RecordEvents([given], Token)).Outcome);

    /// <summary>Answers the state's hash.</summary>
    private static async Task<string> CheckFigures(BallastCluster cluster, JsonElement vector, Instrument terms, string[] recorded)
    {
        await cluster.Book(terms.Id).Flush();
        await cluster.Inventory(terms.Id).Flush();
        var inventory = await cluster.Client.GetLedgers("mm", terms.Id, Token);
        var position = Assert.Single(inventory.Ledgers).Position;
        var expected = vector.GetProperty("expected");
        Assert.Equal(MarkSource.Exchange, position.MarkSource);
        VectorCases.Exact(expected.GetProperty("position"), position.Quantity, "position");
        VectorCases.Near(expected.GetProperty("total"), position.Total, "total");
        Check(expected, position.Attribution!, "ledger's");

        var portfolio = await cluster.Client.GetPortfolio("mm", Token);
        Assert.Equal((true, 0), (portfolio.Complete, portfolio.IdentityViolations));
        Check(expected, Assert.Single(portfolio.Positions).Attribution!, "position's");
        Check(expected, Assert.Single(portfolio.Settled, settled => settled.Asset == terms.Settle).Value, "settle asset's");
        if (terms.Settle == portfolio.Currency)
        {
            Check(expected, portfolio.Attribution!, "portfolio's");
        }

        var markouts = await cluster.Client.GetMarkouts("mm", terms.Id, recorded.Length, Token);
        Assert.Equal(Horizons(vector).Select(MarkoutHorizons.Text), markouts!.Horizons);
        Assert.Equal(recorded.Length, markouts.Recent.Length);
        CheckMarkouts(vector, markouts);
        return inventory.StateHash;
    }

    private static void Check(JsonElement expected, PnlAttribution actual, string whose)
    {
        VectorCases.Near(expected.GetProperty("spread_capture"), actual.Spread, $"{whose} spread capture");
        VectorCases.Near(expected.GetProperty("inventory"), actual.Inventory, $"{whose} inventory");
        VectorCases.Near(expected.GetProperty("mark_basis"), actual.MarkBasis, $"{whose} mark basis");
        VectorCases.Near(expected.GetProperty("fees"), actual.Fees, $"{whose} fees");
        VectorCases.Near(expected.GetProperty("funding"), actual.Funding, $"{whose} funding");
        VectorCases.Near(expected.GetProperty("total"), actual.Total, $"{whose} total");
        Assert.True(actual is { Holds: true, Provisional: false, FillsWithoutMid: 0, GridMidFills: 0, Reason: null }, $"{whose}: {actual}");
    }

    private static void CheckMarkouts(JsonElement vector, MarkoutView markouts)
    {
        // In canonical order, which is that of time, then sequence: the order they were booked in.
        var fills = markouts.Recent.OrderBy(f => f.Fill.VenueTime.Micros).ThenBy(f => f.Fill.Number);
        var wanted = vector.GetProperty("expected").GetProperty("fills").EnumerateArray()
            .OrderBy(f => f.GetProperty("ts").GetInt64()).ThenBy(f => f.GetProperty("seq").GetInt64());
        foreach (var (fill, expected) in fills.Zip(wanted))
        {
            Assert.Equal(Time(expected.GetProperty("ts")), fill.Fill.VenueTime);
            Near(expected, "mid_at_fill", fill.AtFill?.Mid);
            Near(expected, "spread_capture", fill.Spread);
            Near(expected, "effective_half_spread_bps", fill.EffectiveHalfSpreadBps);
            foreach (var (horizon, markout) in Horizons(vector).Zip(fill.Markouts))
            {
                var name = horizon.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
                var at = expected.GetProperty("markouts").GetProperty(name);
                Assert.True(at.ValueKind == JsonValueKind.Null == markout is null, $"markout at {name} ms of {fill.Fill.VenueTime}: expected {at}, was {markout}");
                if (markout is not null)
                {
                    Near(at, "mid", markout.Mid);
                    Near(at, "markout", markout.Value);
                    Near(at, "markout_bps", markout.Bps);
                    Near(at, "drift", markout.Drift);
                }
            }
        }
    }

    private static void Near(JsonElement expected, string property, decimal? actual) =>
        VectorCases.Near(expected.GetProperty(property), actual, property);

    private static TimeSpan[] Horizons(JsonElement vector) =>
        [.. vector.GetProperty("horizons_ms").EnumerateArray().Select(h => TimeSpan.FromMilliseconds(h.GetInt64())).Order()];

    private static Instant Time(JsonElement millis) => Start + TimeSpan.FromMilliseconds(millis.GetInt64());

    private static BookChange Mid(InstrumentId instrument, decimal mid, Instant at) =>
        Some.Snapshot(instrument, (double)(mid * 0.5m), (double)(mid * 1.5m), at);

    private static Instrument Terms(JsonElement vector)
    {
        var contract = vector.GetProperty("contract");
        var kind = Enum.Parse<ContractKind>(contract.Text("kind"), ignoreCase: true);
        return new()
        {
            Id = new("venue", "INSTRUMENT"),
            Kind = kind,
            Base = "BTC",
            Quote = "USDT",
            Settle = kind switch { ContractKind.Inverse => "BTC", ContractKind.Quanto => "ETH", _ => "USDT" },
            Multiplier = contract.GetProperty("multiplier").Amount(),
        };
    }

    private static Fill Fill(JsonElement fill, int index, Instrument terms) => new()
    {
        Instrument = terms.Id,
        Account = "main",
        Portfolio = "mm",
        TradeId = string.Create(CultureInfo.InvariantCulture, $"t{index}"),
        Side = fill.Text("side") == "buy" ? Side.Buy : Side.Sell,
        Price = fill.GetProperty("price").Amount(),
        Quantity = fill.GetProperty("qty").Amount(),
        Fee = fill.GetProperty("fee").Amount(),
        FeeAsset = terms.Settle,
        VenueTime = Time(fill.GetProperty("ts")),
        VenueSequence = fill.GetProperty("seq").GetInt64(),
    };

    private static FundingPayment Funding(JsonElement funding, int index, Instrument terms)
    {
        // A reported amount wins over a rate given beside it.
        var amount = funding.Given("amount")?.Amount();
        return new()
        {
            Instrument = terms.Id,
            Account = "main",
            Portfolio = "mm",
            FundingId = string.Create(CultureInfo.InvariantCulture, $"f{index}"),
            Source = amount is null ? FundingSource.Rate : FundingSource.Venue,
            Amount = amount,
            Rate = amount is null ? funding.GetProperty("rate").Amount() : null,
            Mark = amount is null ? funding.GetProperty("mark").Amount() : null,
            VenueTime = Time(funding.GetProperty("ts")),
        };
    }
}
