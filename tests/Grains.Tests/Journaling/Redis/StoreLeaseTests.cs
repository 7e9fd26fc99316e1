using System.Diagnostics;
using Ballast.Silo;
using Ballast.Silo.Storage;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Ballast.Grains.Tests.Journaling.Redis;

/// <summary>Only silos that know each other share a Redis.</summary>
public sealed class StoreLeaseTests : IAsyncLifetime
{
    private RedisProcess _server = null!;
    private IConnectionMultiplexer _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LeaseHolder Other => new("alone|elsewhere|1||");

    public async ValueTask InitializeAsync()
    {
        _server = await RedisProcess.Start();
        _redis = await StorageServices.Connect($"127.0.0.1:{_server.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_second_silo_is_refused_while_the_first_runs_and_starts_after_it_has_stopped()
    {
        var first = await StoreLease.Take(_redis, Other, TimeProvider.System, Token);

        var refused = await Assert.ThrowsAsync<StartupException>(() => StoreLease.Take(_redis, LeaseHolder.Of(ClusterKind.Localhost), TimeProvider.System, Token));
        var mixed = await Assert.ThrowsAsync<StartupException>(() => StoreLease.Take(_redis, LeaseHolder.AnyCluster, TimeProvider.System, Token));
        await first.DisposeAsync();
        await using var second = await StoreLease.Take(_redis, LeaseHolder.Of(ClusterKind.Localhost), TimeProvider.System, Token);

        Assert.StartsWith("A silo without --cluster (process 1 on elsewhere) uses this Redis", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--cluster", mixed.Message, StringComparison.Ordinal);
        Assert.False(second.Lost.IsCompleted);
    }

    [Fact]
    public async Task Silos_of_a_cluster_share_the_lease_and_keep_others_off()
    {
        await using var first = await StoreLease.Take(_redis, LeaseHolder.AnyCluster, TimeProvider.System, Token);
        await using var second = await StoreLease.Take(_redis, LeaseHolder.AnyCluster, TimeProvider.System, Token);

        var refused = await Assert.ThrowsAsync<StartupException>(() => StoreLease.Take(_redis, Other, TimeProvider.System, Token));

        Assert.StartsWith("A cluster of silos uses this Redis", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_changes_a_store_waits_for_no_running_silo()
    {
        await using var silo = await StoreLease.Take(_redis, LeaseHolder.AnyCluster, TimeProvider.System, Token);

        var refused = await Assert.ThrowsAsync<StartupException>(() => StoreLease.TakeForCommand(_redis, TimeProvider.System, Token));

        Assert.EndsWith("Stop every silo first.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lease_of_a_silo_that_died_elsewhere_expires()
    {
        await _redis.GetDatabase().StringSetAsync(StoreLease.Key, Other.Text, TimeSpan.FromSeconds(2));

        await using var heir = await StoreLease.Take(_redis, LeaseHolder.Of(ClusterKind.Localhost), TimeProvider.System, Token);

        Assert.False(heir.Lost.IsCompleted);
    }

    [Fact]
    public async Task The_lease_of_a_process_of_this_machine_that_has_ended_is_taken_at_once()
    {
        using var ended = Process.Start("sleep", ["1000"]);
        var holder = LeaseHolder.Alone(ended.Id);
        Assert.False(holder.HasEnded);
        ended.Kill();
        await ended.WaitForExitAsync(Token);
        await _redis.GetDatabase().StringSetAsync(StoreLease.Key, holder.Text, TimeSpan.FromHours(1));

        await using var heir = await StoreLease.Take(_redis, LeaseHolder.Of(ClusterKind.Localhost), TimeProvider.System, Token);

        Assert.True(holder.HasEnded);
    }

    [Fact]
    public async Task A_silo_learns_that_another_has_taken_its_lease_and_keeps_it_over_a_loss_of_the_key()
    {
        var time = new FakeTimeProvider();
        await using var lease = await StoreLease.Take(_redis, LeaseHolder.Of(ClusterKind.Localhost), time, Token);
        await _redis.GetDatabase().KeyDeleteAsync(StoreLease.Key);
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.Until("the lease is back", Eventually.Patience, () => _redis.GetDatabase().KeyExistsAsync(StoreLease.Key), Token);
        Assert.False(lease.Lost.IsCompleted);

        await _redis.GetDatabase().StringSetAsync(StoreLease.Key, Other.Text);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(Other, await lease.Lost.WaitAsync(Waiting.Patience, Token));
    }
}
