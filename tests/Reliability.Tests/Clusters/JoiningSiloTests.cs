using System.Text.Json;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>A silo that joins a healthy cluster is not noticed by the market data.</summary>
public sealed class JoiningSiloTests : IAsyncLifetime
{
    private const int More = 500;

    private readonly SiloPorts _first = SiloPorts.Free();
    private RedisProcess _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.Start();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Nothing_fails_and_no_book_misses_a_batch()
    {
        await using var one = Start(_first);
        await one.Ready(_first, Eventually.Patience, Token);
        await Passed(More);

        var ports = SiloPorts.Free();
        await using var other = Start(ports);
        await other.Ready(ports, Eventually.Patience, Token);
        await Passed(More);

        Assert.Equal(0, (await Feed()).GetProperty("gaps").GetInt64());
        Assert.DoesNotContain("fail: ", one.Errors + other.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("are missing", one.Errors + other.Errors, StringComparison.Ordinal);
    }

    /// <summary>Awaits that the feed has read this many more events.</summary>
    private async Task Passed(int more)
    {
        long? first = null;
        await Eventually.Until(
            $"{more} more events",
            Eventually.Patience,
            async () =>
            {
                var events = (await Feed()) is { ValueKind: JsonValueKind.Object } feed ? feed.GetProperty("events").GetInt64() : 0;
                return events >= (first ??= events) + more;
            },
            Token);
    }

    private async Task<JsonElement> Feed()
    {
        using var http = new HttpClient();
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(_first.Address, "api/feeds"), Token));
        return document.RootElement.EnumerateArray().Select(feed => feed.Clone()).FirstOrDefault();
    }

    private BallastProcess Start(SiloPorts ports) => BallastProcess.Start([.. ports.Arguments, "--redis", $"127.0.0.1:{_redis.Port}", "--cluster"]);
}
