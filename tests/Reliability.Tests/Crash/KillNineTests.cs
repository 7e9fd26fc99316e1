using System.Globalization;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Ledger.Booking;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>A silo killed again and again over a long run of events: cost, profit, fees and funding are those of what was acknowledged.</summary>
public sealed class KillNineTests : IAsyncLifetime
{
    private const int Chunk = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();
    private BallastProcess? _silo;
    private ConnectedClient? _connected;
    private KillFlow[] _flows = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IBallastClient Client => _connected!.Client;

    private int Count => _flows.Sum(flow => flow.Count);

    public async ValueTask InitializeAsync()
    {
        await StartSilo();
        _connected = await ConnectedClient.Open(options => options.Gateways.Add($"localhost:{_ports.Gateway}"), Token);
        var (each, start) = (RunLength.LongFlow / KillTerms.All.Length, Instant.From(TimeProvider.System.GetUtcNow()) - TimeSpan.FromMinutes(2));
        _flows = Array.ConvertAll(KillTerms.All, terms => new KillFlow(Client, terms, each, start));
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
    public async Task Every_cost_method_is_exact_to_the_last_digit_over_a_long_run_with_kills()
    {
        for (var kill = 1; kill <= RunLength.LongFlowKills; kill++)
        {
            await RecordAndKill(RunLength.LongFlow / (RunLength.LongFlowKills + 1) * kill);
            await StartSilo();
            foreach (var flow in _flows)
            {
                await flow.Resend(Token);
                Check(flow, await Read(flow), atLeast: flow.Count);
            }
        }

        await Task.WhenAll(_flows.Select(flow => flow.Record(Token)));
        Assert.Equal(RunLength.LongFlow, Count);
        foreach (var flow in _flows)
        {
            // Every activation has opened the journal, and the first has written the terms.
            var whole = await Read(flow);
            Check(flow, whole, atLeast: flow.Count + RunLength.LongFlowKills + 2);
            foreach (var chunk in flow.Acknowledged.Chunk(Chunk))
            {
                Assert.All(await Client.RecordEvents(chunk, Token), receipt => Assert.Equal(FillOutcome.Duplicate, receipt.Outcome));
            }

            var again = await Read(flow);
            Assert.Equal(flow.Count, again.Duplicates - whole.Duplicates);
            Check(flow, again, atLeast: flow.Count);
        }
    }

    private async Task RecordAndKill(int at)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var recording = Task.WhenAll(_flows.Select(flow => flow.Record(stop.Token)));
        await Eventually.Until(
            string.Create(CultureInfo.InvariantCulture, $"{at} events are acknowledged"),
            Patience,
            () => recording.IsFaulted ? recording.ContinueWith(_ => true, Token, TaskContinuationOptions.None, TaskScheduler.Default) : Task.FromResult(Count >= at),
            Token);
        await _silo!.Kill(Token);
        await stop.CancelAsync();
        await recording;
    }

    private async Task StartSilo()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        _silo = BallastProcess.Start([.. _ports.Arguments, "--data", Path.Combine(_folder.Root, "store"), "--instruments", _folder.Write("kill.json", KillTerms.File())]);
        await _silo.Ready(_ports, Eventually.Patience, Token);
    }

    private Task<InventoryView> Read(KillFlow flow) => Client.GetLedgers(KillFlow.Portfolio, flow.Terms.Instrument, Token);

    private static void Check(KillFlow flow, InventoryView view, int atLeast)
    {
        var ledger = Assert.Single(view.Ledgers);
        Assert.True(view.JournalLength >= atLeast, $"{flow.Terms}: {view.JournalLength} entries hold {flow.Count} events");
        Assert.Equal((flow.Fills, 0L, 0L), (ledger.Position.Fills, view.Conflicts, view.Refused));
        flow.Fold.Check(ledger);
    }
}
