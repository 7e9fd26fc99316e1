using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Streams;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>Fills from a hub, sent by the client of Azure as any program sends them.</summary>
[Collection<EventHubsTests>]
public sealed class HubFillTests(EventHubsCluster hubs)
{
    private const int Instruments = 20;

    private readonly BallastCluster _cluster = hubs.Cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_fill_is_booked_once_however_often_it_is_sent()
    {
        await using var sender = new ForeignFills(hubs.Broker.ConnectionString);
        var portfolio = BallastCluster.Unique("desk");
        var fills = Enumerable.Range(0, Instruments).SelectMany(_ => HubFills.Some(_cluster.SomePerpetual(), portfolio, 50)).ToArray();
        await sender.Send(fills);
        await sender.Send(fills[..500]);
        await _cluster.Booked(portfolio, fills, Token);
        await Settled();
        foreach (var group in fills.GroupBy(fill => fill.Instrument))
        {
            var view = await _cluster.Ledgers(portfolio, group.Key);
            var ledger = Assert.Single(view.Ledgers);
            Assert.Equal((50L, group.Sum(fill => (int)fill.Side * fill.Quantity)), (ledger.Position.Fills, ledger.Position.Quantity));
        }
    }

    [Fact]
    public async Task What_is_no_fill_is_put_aside_and_the_partition_goes_on()
    {
        await using var sender = new ForeignFills(hubs.Broker.ConnectionString);
        var (portfolio, known) = (BallastCluster.Unique("desk"), _cluster.SomePerpetual());
        var unknown = new InstrumentId(BallastCluster.Unique("nowhere"), "BTC-PERP");
        var before = (await Letters()).Count;
        var good = HubFills.Some(known, portfolio, 2).ToArray();
        await sender.Send(
            "3",
            "garbage",
            """{"exchange":"x"}""",
            ForeignFills.Json(HubFills.Some(unknown, portfolio, 1).Single()),
            ForeignFills.Json(good[0]),
            new string('x', 500_000),
            "",
            ForeignFills.Json(good[1]));
        await _cluster.Booked(portfolio, good, Token);
        await Settled();
        var letters = await Letters();
        Assert.Equal(before + 5, letters.Count);
        Assert.All(letters.Skip(before), letter => Assert.StartsWith("fills/3/", letter.Id, StringComparison.Ordinal));
        Assert.Contains(letters, letter => letter.Reason.Contains(unknown.ToString(), StringComparison.Ordinal));

        // Once the instrument has terms, a replay books its fill.
        var letterOfUnknown = letters.Single(letter => letter.Reason.Contains(unknown.ToString(), StringComparison.Ordinal));
        _cluster.Perpetual(unknown);
        var replayed = Assert.Single(await _cluster.Grains.Streams().Replay([letterOfUnknown.Id]));
        Assert.Equal(FillOutcome.Recorded, replayed.Outcome);
        Assert.Equal(1, Assert.Single((await _cluster.Ledgers(portfolio, unknown)).Ledgers).Position.Fills);
        Assert.Equal(before + 4, (await Letters()).Count);
    }

    [Fact]
    public async Task The_stored_place_waits_for_the_slowest_fill_and_then_moves_on()
    {
        await using var sender = new ForeignFills(hubs.Broker.ConnectionString);
        var (portfolio, slow, quick) = (BallastCluster.Unique("desk"), _cluster.SomePerpetual(), _cluster.SomePerpetual());
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Journal.OnFillAppend(slow, async real =>
        {
            await release.Task;
            return await real();
        });
        await Settled();
        var first = (await hubs.Broker.Ends("fills"))[5] + 1;
        var (held, others) = (HubFills.Some(slow, portfolio, 3).ToArray(), HubFills.Some(quick, portfolio, 300).ToArray());
        await sender.Send("5", held.Concat(others).Select(ForeignFills.Json));
        await _cluster.Booked(portfolio, others, Token);

        // A second reader of the silo's own report: the partition is read to its end and settled up to the first fill that is not journaled.
        var status = await _cluster.Status("fills", 5, status => status.End == first + held.Length + others.Length && status.OldestAge is not null, Token);
        Assert.Equal(first, status.Settled);
        release.SetResult();
        await _cluster.Booked(portfolio, [.. held, .. others], Token);
        await _cluster.Status("fills", 5, status => status.Settled == status.End, Token);
        _cluster.Journal.OnFillAppend(slow, null);
    }

    private Task Settled() => _cluster.Settled(hubs.Broker, Token);

    private Task<IReadOnlyList<DeadLetter>> Letters() => _cluster.Grains.Streams().GetDeadLetters(1_000);
}
