using Ballast.Silo.Streams.EventHubs;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace Ballast.Silo.Tests.Streams.EventHubs;

/// <summary>How far a partition is settled, in the store and before it gets there.</summary>
public sealed class HubCheckpointTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Created = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private RedisProcess _process = null!;
    private IConnectionMultiplexer _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _process = await RedisProcess.Start();
        _redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_process.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _process.DisposeAsync();
    }

    [Fact]
    public async Task A_place_is_read_as_it_was_stored()
    {
        var place = new HubPlace(41, "1:geo 7 with spaces", Created);
        await Store(place);
        var loaded = Of();
        Assert.False(loaded.CheckpointExists);
        Assert.Equal(place, HubPlace.Parse(await loaded.Load(Token)));
        Assert.True(loaded.CheckpointExists);
        Assert.Equal("", await new HubCheckpoints(_redis, "hub", "other").Of("0").Load(Token));
    }

    [Fact]
    public async Task A_silo_that_is_behind_does_not_move_a_place_back()
    {
        await Store(new(100, "900", Created));
        await Store(new(99, "890", Created));
        Assert.Equal(100, HubPlace.Parse(await Of().Load(Token)).Sequence);
        await Store(new(101, "910", Created));
        Assert.Equal(101, HubPlace.Parse(await Of().Load(Token)).Sequence);
    }

    [Fact]
    public async Task A_place_in_a_hub_that_was_created_anew_replaces_the_old_one_however_small_it_is()
    {
        await Store(new(100, "900", Created));
        var fresh = new HubPlace(3, "30", Created.AddHours(1));
        await Store(fresh);
        Assert.Equal(fresh, HubPlace.Parse(await Of().Load(Token)));
    }

    [Fact]
    public async Task A_store_that_is_away_gets_the_newest_place_when_it_is_back()
    {
        var checkpoint = Of();
        checkpoint.Update(new HubPlace(1, "10", Created).ToString(), default, Token);
        await _process.KillAndRestart(TimeSpan.Zero);
        checkpoint.Update(new HubPlace(2, "20", Created).ToString(), default, Token);
        await Eventually.Until("the place is stored", Eventually.Patience, async () =>
        {
            try
            {
                await checkpoint.FlushAsync(Token);
                return true;
            }
            catch (RedisException)
            {
                return false;
            }
        }, Token);
        Assert.Equal(2, HubPlace.Parse(await Of().Load(Token)).Sequence);
    }

    [Fact]
    public async Task The_place_is_that_of_the_last_event_before_the_first_that_is_not_settled()
    {
        var time = new FakeTimeProvider(Created);
        var checkpoint = Of();
        var partition = new HubPartition("0", checkpoint, maxBytes: 100, time);
        Assert.Null(partition.OldestAt);
        for (var sequence = 7; sequence < 12; sequence++)
        {
            partition.Add(new(sequence, $"at-{sequence}", Created), Created.AddSeconds(sequence), 20);
        }

        Assert.False(partition.HasRoom);
        var room = partition.WaitForRoom(Token);
        partition.Settle(8, 20);
        partition.Settle(10, 20);
        await room;
        await checkpoint.FlushAsync(Token);
        Assert.Equal("", await Of().Load(Token));
        partition.Settle(7, 20);
        await checkpoint.FlushAsync(Token);
        Assert.Equal("at-8", HubPlace.Parse(await Of().Load(Token)).Offset);
        Assert.Equal((Created.AddSeconds(9), 40L, 8L), (partition.OldestAt!.Value, partition.Bytes, partition.Settled!.Sequence));
        partition.Settle(9, 20);
        partition.Settle(11, 20);
        await checkpoint.FlushAsync(Token);
        Assert.Equal("at-11", HubPlace.Parse(await Of().Load(Token)).Offset);
        Assert.Null(partition.OldestAt);
    }

    private HubCheckpoint Of() => new HubCheckpoints(_redis, "hub", "$Default").Of("0");

    private async Task Store(HubPlace place)
    {
        var checkpoint = Of();
        checkpoint.Update(place.ToString(), default, Token);
        await checkpoint.FlushAsync(Token);
    }
}
