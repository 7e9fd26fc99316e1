using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>Fills of one inventory that cannot journal, and of one that can, in one partition of a hub.</summary>
internal sealed class SlowStream : IAsyncDisposable
{
    /// <summary>Size of the last fill; all before it are far smaller together.</summary>
    private const decimal Last = 1_000_000m;

    private readonly BallastCluster _cluster;
    private readonly ForeignFills _sender;
    private readonly InstrumentId _slow;
    private readonly InstrumentId _quick;
    private readonly string _portfolio = BallastCluster.Unique("desk");
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _quickSent;

    internal SlowStream(BallastCluster cluster, EventHubsProcess broker, string hub)
    {
        (_cluster, _sender) = (cluster, new(broker.ConnectionString, hub));
        (_slow, _quick) = (cluster.SomePerpetual(), cluster.SomePerpetual());
        cluster.Journal.OnFillAppend(_slow, async real =>
        {
            await _released.Task;
            return await real();
        });
    }

    /// <summary>Sends fills to the slow inventory, one message each.</summary>
    internal Task SendSlow(int count) => _sender.Send("0", HubFills.Some(_slow, _portfolio, count).Select(ForeignFills.Json));

    /// <summary>Sends another fill to the quick one.</summary>
    internal Task SendQuick() => _sender.Send("0", ForeignFills.Json(Some.Fill(_quick, _portfolio, $"q{_quickSent++}")));

    /// <summary>Lets the slow inventory journal, and sends it its last fill.</summary>
    internal Task Release()
    {
        _released.TrySetResult();
        return _sender.Send("0", ForeignFills.Json(Some.Fill(_slow, _portfolio, "last", quantity: Last)));
    }

    /// <summary>Fills that the slow inventory has booked.</summary>
    internal async Task<long> Booked() => (await _cluster.Ledgers(_portfolio, _slow)).Ledgers.Sum(ledger => ledger.Position.Fills);

    /// <summary>Waits until the last fill is booked.</summary>
    internal Task LastIsBooked() => Eventually.Until(
        "the last fill is booked",
        Waiting.Patience,
        async () => (await _cluster.Ledgers(_portfolio, _slow)).Ledgers.Sum(ledger => ledger.Position.Quantity) > Last / 2,
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _sender.DisposeAsync();
}
