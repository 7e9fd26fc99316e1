using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Fx;
using Ballast.Grains.Tests.Journaling;
using Orleans.Runtime;

namespace Ballast.Grains.Tests.Fx;

/// <summary>Closed minutes get the rates that they lack from stored samples.</summary>
public sealed class FxRebuildTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private static readonly SamplingGrid Grid = new(TimeSpan.FromSeconds(1));

    private readonly SomeFx _fx = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Minutes_closed_empty_get_the_rates_of_samples_and_those_with_rates_stay_as_they_are()
    {
        var (coin, other) = (_fx.Spot("COIN", venue: JournalStores.SomeInstrument().Exchange), _fx.Spot("OTHER", venue: JournalStores.SomeInstrument().Exchange));
        var last = _fx.Last;
        var (history, state) = await _fx.Open();
        using var closing = history;
        history.Observe(coin, SomeFx.Mark(last - (10 * SomeFx.Minute), 5));
        await history.Close(last);
        await Sample(coin, last - (10 * SomeFx.Minute), 55);
        await Sample(coin, last - (5 * SomeFx.Minute), 6);
        await Sample(other, last - (10 * SomeFx.Minute) - TimeSpan.FromSeconds(59), 8);
        await Sample(coin, last - TimeSpan.FromSeconds(61), 9);

        var rebuilt = await Rebuild(state, [coin, other], last - (10 * SomeFx.Minute), last + TimeSpan.FromHours(1));

        // The sample 61 s before the last minute is too old for it, and is of the minute before.
        Assert.Equal(new FxRebuilt(Mended: 4, Kept: 1, Without: 6), rebuilt);
        var (again, _) = await _fx.Open();
        using var reading = again;
        Assert.Equal([(5m, 8m), (5m, null), (6m, null), (6m, null), (null, null), (9m, null), (null, null)], await Rates(again, last, 10, 9, 5, 4, 3, 1, 0));
        Assert.Equal(new FxRebuilt(0, Kept: 5, Without: 6), await Rebuild(state, [coin, other], last - (10 * SomeFx.Minute), last));
    }

    [Fact]
    public async Task An_hour_that_was_deleted_is_made_again()
    {
        var coin = _fx.Spot("COIN", venue: JournalStores.SomeInstrument().Exchange);
        var (history, state) = await _fx.Open();
        using var closing = history;
        await history.Close(_fx.Last);
        var old = _fx.Last - TimeSpan.FromHours(3);
        await Sample(coin, old, 6);

        Assert.Equal(new FxRebuilt(2, 0, 1), await Rebuild(state, [coin], old, old + (2 * SomeFx.Minute)));

        var (again, _) = await _fx.Open();
        using var reading = again;
        Assert.Equal([(6m, null), (6m, null), (null, null)], await Rates(again, old, 0, -1, -2));
        Assert.Equal(_fx.Last, again.ClosedTo);
    }

    private Task<FxRebuilt> Rebuild(IPersistentState<FxGrainState> state, Instrument[] spots, Instant from, Instant to) =>
        new FxRebuild(state, new(_fx.Storage, SomeFx.Grain), Read, _fx.Preference, Grid).Run(spots, from, to, Token);

    private Task<double[]> Read(InstrumentId instrument, long first, long last) => stores.Samples("redis").Read(instrument, Grid.Step, first, last, Token);

    private Task Sample(Instrument spot, Instant at, double mid) =>
        stores.Samples("redis").Append(spot.Id, Grid.Step, Grid.IndexAtOrBefore(at), new[] { mid }, Token);

    private static async Task<List<(decimal?, decimal?)>> Rates(FxHistory history, Instant last, params int[] minutesBefore)
    {
        var rates = new List<(decimal?, decimal?)>();
        foreach (var minutes in minutesBefore)
        {
            var table = (await history.Read(last - (minutes * SomeFx.Minute))).Table;
            rates.Add((table?.Convert("COIN", "USDT")?.Rate, table?.Convert("OTHER", "USDT")?.Rate));
        }

        return rates;
    }
}
