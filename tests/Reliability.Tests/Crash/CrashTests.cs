using System.Numerics;
using Ballast.Client;
using Ballast.Domain.Ledger.Booking;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>A silo killed while fills stream in: what it acknowledged is there when it comes back, once.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private const int FillsBetweenKills = 150;

    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();
    private BallastProcess? _silo;
    private ConnectedClient? _connected;
    private OwnFlow[] _flows = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IBallastClient Client => _connected!.Client;

    public async ValueTask InitializeAsync()
    {
        await StartSilo();
        _connected = await ConnectedClient.Open(options => options.Gateways.Add($"localhost:{_ports.Gateway}"), Token);
        _flows = Array.ConvertAll(FlowTerms.All, terms => new OwnFlow(Client, terms));
    }

    public async ValueTask DisposeAsync()
    {
        if (_connected is not null)
        {
            await _connected.DisposeAsync();
        }

        await _silo!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task No_acknowledged_fill_is_lost_or_doubled_when_the_silo_is_killed()
    {
        for (var round = 0; round < RunLength.Kills; round++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var recording = _flows.Select(flow => flow.Record(stop.Token)).ToArray();
            var before = _flows.Select(flow => flow.Count).ToArray();
            await Eventually.Until(
                $"every flow has {FillsBetweenKills} more fills and the paper maker has some",
                Eventually.Patience,
                async () => _flows.Zip(before).All(pair => pair.First.Count >= pair.Second + FillsBetweenKills)
                    && await HasPaperFills(),
                Token);

            var held = (await Client.GetPortfolio("main", Token)).Positions;
            await _silo!.Kill(Token);
            await stop.CancelAsync();
            await Task.WhenAll(recording);
            await StartSilo();

            foreach (var flow in _flows)
            {
                await HoldsWhatWasAcknowledged(flow);
            }

            await GoesOnFrom(held);
        }
    }

    /// <summary>The portfolio of the paper maker is not known before its first fill.</summary>
    private async Task<bool> HasPaperFills()
    {
        try
        {
            return (await Client.GetPortfolio("main", Token)).Positions.Count > 0;
        }
        catch (BallastNotFoundException)
        {
            return false;
        }
    }

    private async Task StartSilo()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        _silo = BallastProcess.Run(_ports, _folder.Root);
        await _silo.Ready(_ports, Eventually.Patience, Token);
    }

    private async Task HoldsWhatWasAcknowledged(OwnFlow flow)
    {
        // Of the batch in flight any beginning may have become durable; sending it again says how much.
        var found = await Read(flow);
        var unanswered = found.Fills - flow.Acknowledged.Count;
        Assert.InRange(unanswered, 0, flow.InFlight.Length);
        Same(found, IndependentFold.Of(flow.Terms, flow.Acknowledged.Concat(flow.InFlight.Take((int)unanswered))));
        Assert.Equal(unanswered, await flow.Resend(Token));

        var whole = await Read(flow);
        Assert.Equal(flow.Acknowledged.Count, whole.Fills);
        Same(whole, IndependentFold.Of(flow.Terms, flow.Acknowledged));

        var again = await Client.RecordFills(flow.Acknowledged, Token);
        Assert.All(again, receipt => Assert.Equal(FillOutcome.Duplicate, receipt.Outcome));
        SameFills(whole, await Read(flow));
    }

    private async Task<PositionView> Read(OwnFlow flow) =>
        Assert.Single((await Client.GetInventory(OwnFlow.Portfolio, flow.Terms.Instrument, Token))!.Positions);

    private static void Same(PositionView position, IndependentFold fold)
    {
        Assert.Equal(fold.Quantity, IndependentFold.Exactly(position.Quantity));
        Assert.Equal(fold.Fees, IndependentFold.Exactly(position.Fees!.Value));

        // Exact whatever the order: each closing only moves money from the open cost to the profit.
        Assert.Equal(fold.Cash, IndependentFold.Exactly(position.Realized) - IndependentFold.Exactly(position.OpenCost));

        // The ledger rounds the share of each closing to 18 decimals, the fold does not.
        var most = position.Fills * IndependentFold.Exactly(1e-18m);
        Assert.True(BigInteger.Abs(fold.OpenCost - IndependentFold.Exactly(position.OpenCost)) <= most, $"{position}");
    }

    /// <summary>
    /// The paper maker's positions are those read before the kill or follow from them by further fills. It fills
    /// between the reading and the kill as the machine allows, so equal positions cannot be demanded.
    /// </summary>
    private async Task GoesOnFrom(IReadOnlyList<PositionView> held)
    {
        Assert.NotEmpty(held);
        foreach (var before in held)
        {
            var after = Assert.Single((await Client.GetInventory("main", before.Instrument, Token))!.Positions);
            Assert.True(after.Fills >= before.Fills, $"{before.Instrument}: {before.Fills} fills before the kill, {after.Fills} after it");
            Assert.True(after.LastFillAt >= before.LastFillAt);
            if (after.Fills == before.Fills)
            {
                SameFills(before, after);
            }
        }
    }

    /// <summary>All that fills decide, and not the hash: the mids of the last fills may have become known since.</summary>
    private static void SameFills(PositionView before, PositionView after) => Assert.Equal(
        (before.Fills, before.Quantity, before.OpenCost, before.Realized, before.Fees, before.LastFillAt),
        (after.Fills, after.Quantity, after.OpenCost, after.Realized, after.Fees, after.LastFillAt));
}
