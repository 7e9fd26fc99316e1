using System.Collections.Concurrent;
using System.Net;
using Ballast.Grains.Journaling;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Appends that count only when replicas hold them. Those that arrive during a wait are made together, with one <c>WAIT</c>.</summary>
/// <remarks>Safe for use from many threads.</remarks>
internal sealed class ReplicatedAppends(JournalConnections connections, JournalOptions options)
{
    private readonly ConcurrentDictionary<EndPoint, AppendGroups> _groups = new();
    private Task? _waitIsKnown;

    /// <summary>Makes an append. When this completes, replicas hold everything that anyone has written to its list before.</summary>
    /// <returns>Whether it was made.</returns>
    /// <exception cref="JournalSilentException">The server or the replicas have not answered.</exception>
    internal async Task<bool> Append(ScriptedAppend append, CancellationToken cancellationToken)
    {
        await RedisFaults.OrSilence(CheckWait).WaitAsync(cancellationToken);
        var endpoint = await Find(append.Keys[0]).WaitAsync(cancellationToken);
        var groups = _groups.GetOrAdd(endpoint, found => new(connections.Appends.GetServer(found), options));
        return await groups.Append(append).WaitAsync(cancellationToken);
    }

    private async Task<EndPoint> Find(RedisKey key) =>
        connections.Appends.GetEndPoints() is [var only]
            ? only
            : await RedisFaults.OrSilence(() => connections.Reads.GetDatabase().IdentifyEndpointAsync(key, CommandFlags.DemandMaster))
                ?? throw new JournalSilentException($"No server holds {key}.");

    /// <summary>Checks once that the store has the command <c>WAIT</c>.</summary>
    private async Task<bool> CheckWait()
    {
        var check = _waitIsKnown ??= Task.WhenAll(connections.Appends.GetServers().Where(server => server.IsConnected).Select(server => server.ExecuteAsync("WAIT", 0, 1)));
        try
        {
            await check;
            return true;
        }
        catch (RedisServerException e) when (e.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"Journal:WaitReplicas is {options.WaitReplicas}, but the store has no WAIT command (the embedded store has none); use Redis, or set it to 0.", e);
        }
        catch (RedisException)
        {
            _waitIsKnown = null;
            throw;
        }
    }
}
