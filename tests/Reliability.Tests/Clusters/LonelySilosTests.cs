using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>Two real silos on one real Redis that do not know each other: the second does not start while the first runs.</summary>
public sealed class LonelySilosTests : IAsyncLifetime
{
    private const int CannotStart = 4;

    private RedisProcess _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.Start();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_silo_is_refused_and_starts_once_the_first_is_gone(bool isCluster)
    {
        var ports = SiloPorts.Free();
        await using var first = Start(ports, isCluster: false);
        await first.Ready(ports, Eventually.Patience, Token);

        await using var second = Start(SiloPorts.Free(), isCluster);
        var refused = await second.End(Eventually.Patience, Token);
        await first.Kill(Token);
        var free = SiloPorts.Free();
        await using var third = Start(free, isCluster);
        await third.Ready(free, Eventually.Patience, Token);

        Assert.Equal(CannotStart, refused.Code);
        Assert.Contains("uses this Redis, and two silos that do not know each other would fence", Assert.Single(refused.Complaints), StringComparison.Ordinal);
    }

    private BallastProcess Start(SiloPorts ports, bool isCluster)
    {
        string[] cluster = isCluster ? ["--cluster"] : [];
        return BallastProcess.Start([.. ports.Arguments, "--redis", $"127.0.0.1:{_redis.Port}", .. cluster]);
    }
}
