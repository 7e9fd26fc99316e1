using Ballast.Domain;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds;
using Orleans.Serialization;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>Runs the simulated market in real time, as a feed like any other.</summary>
/// <remarks>After a restart it continues from the stored prices, at the present time and under a new run number.</remarks>
public sealed class SimulatedConnection(Serializer serializer, TimeProvider time) : IFeedConnection
{
    /// <summary>Key of the feed grain.</summary>
    public const string FeedKey = "simulated/0";

    private const ulong Seed = 20_240_808;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public string Feed => FeedKey;

    /// <inheritdoc />
    public Backpressure Backpressure => Backpressure.Fold;

    /// <inheritdoc />
    public IReadOnlyCollection<string> Covers { get; } = [.. SimulatedInstruments.All.Select(instrument => instrument.Id.ToString())];

    /// <inheritdoc />
    public async Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        var now = Instant.From(time.GetUtcNow());
        var state = position is null
            ? SimulatedMarketState.Start(Seed, now)
            : serializer.Deserialize<SimulatedMarketState>(position)!.Resume(now);

        // Stored before the first trade, so that two runs never share a run number, even if this one dies at once.
        await publisher.SavePosition(serializer.SerializeToArray(state), cancellationToken);
        var market = new SimulatedMarket(state);
        foreach (var snapshot in market.Snapshots())
        {
            publisher.Add(snapshot);
        }

        using var timer = new PeriodicTimer(SimulatedMarket.StepLength, time);
        var saved = time.GetTimestamp();
        do
        {
            foreach (var marketEvent in market.Advance(Instant.From(time.GetUtcNow())))
            {
                publisher.Add(marketEvent);
            }

            await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
            if (time.GetElapsedTime(saved) >= SaveEvery)
            {
                saved = time.GetTimestamp();
                await publisher.SavePosition(serializer.SerializeToArray(market.Capture()), cancellationToken);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
