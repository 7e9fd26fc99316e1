using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Keeps a second silo that is not of the same cluster off a Redis: each would fence the other's journals for ever.</summary>
/// <remarks>Key <c>ballast/lease</c>, renewed every two seconds. It expires ten seconds after its holder has died.</remarks>
internal sealed class StoreLease : IAsyncDisposable
{
    internal const string Key = "ballast/lease";

    internal static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes or renews the lease when nobody, this holder or a given former one has it. Answers who has it, and for how many milliseconds.</summary>
    private const string TakeScript = """
        local held = redis.call('GET', KEYS[1])
        if held and held ~= ARGV[1] and held ~= ARGV[3] then return {held, redis.call('PTTL', KEYS[1])} end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return {ARGV[1], ARGV[2]}
        """;

    private const string ReleaseScript = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private readonly IConnectionMultiplexer _redis;
    private readonly LeaseHolder _holder;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<LeaseHolder> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _renewing;

    private StoreLease(IConnectionMultiplexer redis, LeaseHolder holder, TimeProvider time)
    {
        (_redis, _holder, _time) = (redis, holder, time);
        _renewing = Renew();
    }

    /// <summary>Completes with the new holder when another has the lease.</summary>
    internal Task<LeaseHolder> Lost => _lost.Task;

    /// <summary>Takes the lease for a silo. A holder that does not renew it has died, and its lease is waited for.</summary>
    /// <exception cref="StartupException">Another silo renews the lease.</exception>
    internal static Task<StoreLease> Take(IConnectionMultiplexer redis, LeaseHolder holder, TimeProvider time, CancellationToken cancellationToken) => Take(
        redis,
        holder,
        time,
        "two silos that do not know each other would fence each other's journals for ever. Stop it, start every silo with --cluster, or give another --redis.",
        cancellationToken);

    /// <summary>Takes the lease for a command that changes what silos have in memory.</summary>
    /// <exception cref="StartupException">A silo renews the lease.</exception>
    internal static Task<StoreLease> TakeForCommand(IConnectionMultiplexer redis, TimeProvider time, CancellationToken cancellationToken) =>
        Take(redis, LeaseHolder.Alone(Environment.ProcessId), time, "a silo would not see what this command changes, or undo it. Stop every silo first.", cancellationToken);

    private static async Task<StoreLease> Take(
        IConnectionMultiplexer redis, LeaseHolder holder, TimeProvider time, string reason, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var former = default(LeaseHolder);
        for (var least = long.MaxValue; ;)
        {
            var (held, left) = await Try(redis, holder, former);
            if (held == holder)
            {
                return new(redis, holder, time);
            }

            if (left > least || time.GetElapsedTime(began) > 2 * Length)
            {
                throw new StartupException($"{held} uses this Redis, and {reason}");
            }

            (least, former) = (left, held.HasEnded ? held : default);
            if (former == default)
            {
                await Task.Delay(LookEvery, time, cancellationToken);
            }
        }
    }

    /// <summary>Ends the host when another has taken the lease, which it can after this process was suspended for long.</summary>
    internal void StopWhenLost(IHostApplicationLifetime lifetime) => _ = Lost.ContinueWith(
        lost =>
        {
            Console.Error.WriteLine($"ballast: {lost.Result} has taken the lease of the Redis while this silo did not renew it; this silo stops");
            lifetime.StopApplication();
        },
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnRanToCompletion,
        TaskScheduler.Default);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _renewing;
        _stopping.Dispose();
        try
        {
            if (_holder != LeaseHolder.AnyCluster)
            {
                await _redis.GetDatabase().ScriptEvaluateAsync(ReleaseScript, [Key], [_holder.Text]);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // It expires by itself.
        }
    }

    private static async Task<(LeaseHolder Held, long Left)> Try(IConnectionMultiplexer redis, LeaseHolder holder, LeaseHolder former)
    {
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            TakeScript, [Key], [holder.Text, (long)Length.TotalMilliseconds, former.Text ?? ""]))!;
        return (new((string)answer[0]!), (long)answer[1]);
    }

    private async Task Renew()
    {
        using var timer = new PeriodicTimer(RenewEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    if (await Try(_redis, _holder, default) is var (held, _) && held != _holder)
                    {
                        _lost.TrySetResult(held);
                        return;
                    }
                }
                catch (Exception e) when (e is RedisException or TimeoutException)
                {
                    // A Redis that does not answer gives the lease to nobody else either; the next tick tries again.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
