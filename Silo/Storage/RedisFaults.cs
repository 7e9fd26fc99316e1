using Ballast.Grains.Journaling;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Tells a Redis that cannot answer for now from one that refuses.</summary>
internal static class RedisFaults
{
    /// <summary>Beginnings of errors that pass by themselves or once somebody has repaired the server.</summary>
    private static readonly string[] Passing =
        ["LOADING", "CLUSTERDOWN", "MASTERDOWN", "READONLY", "TRYAGAIN", "MOVED", "ASK", "NOREPLICAS", "BUSY", "OOM", "MISCONF", "NOSCRIPT", "UNBLOCKED"];

    /// <summary>Makes a call.</summary>
    /// <exception cref="JournalSilentException">The server cannot answer for now.</exception>
    internal static async Task<T> OrSilence<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (IsSilence(e))
        {
            throw Silence(e);
        }
    }

    /// <summary>What a caller gets of an error: that the store is silent when the server cannot answer for now, otherwise the error itself.</summary>
    internal static Exception Silence(Exception e) => IsSilence(e) ? new JournalSilentException($"The store does not answer: {e.Message}", e) : e;

    private static bool IsSilence(Exception e) =>
        e is RedisConnectionException or RedisTimeoutException
        || (e is RedisServerException && Passing.Any(start => e.Message.StartsWith(start, StringComparison.Ordinal)));
}
