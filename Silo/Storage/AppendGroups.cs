using System.Globalization;
using Ballast.Grains.Journaling;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Appends to one server, in groups: a group is sent as a whole with one <c>WAIT</c> at its end, and the next group is what arrived meanwhile.</summary>
/// <remarks>
/// <c>WAIT</c> counts only what its own connection has written, and on a new connection it answers at once. Each group therefore names its connection
/// at the beginning and reads the name at the end: a connection that was opened in between has another name, and nothing is acknowledged.
/// Safe for use from many threads.
/// </remarks>
internal sealed class AppendGroups(IServer server, JournalOptions options)
{
    private const int MaxGroup = 256;

    private readonly Lock _gate = new();
    private readonly Queue<(ScriptedAppend Append, TaskCompletionSource<bool> Done)> _waiting = new();
    private readonly string _name = $"ballast-journal-{Guid.NewGuid():N}";
    private long _groups;
    private bool _isSending;

    /// <summary>Makes an append. When this completes, replicas hold everything that anyone has written to its list before.</summary>
    internal Task<bool> Append(ScriptedAppend append)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((append, done));
            if (!_isSending)
            {
                _isSending = true;
                _ = Task.Run(SendAll);
            }
        }

        return done.Task;
    }

    private async Task SendAll()
    {
        while (true)
        {
            var group = new List<(ScriptedAppend Append, TaskCompletionSource<bool> Done)>();
            lock (_gate)
            {
                while (group.Count < MaxGroup && _waiting.TryDequeue(out var next))
                {
                    group.Add(next);
                }

                if (group.Count == 0)
                {
                    _isSending = false;
                    return;
                }
            }

            await Send(group);
        }
    }

    private async Task Send(List<(ScriptedAppend Append, TaskCompletionSource<bool> Done)> group)
    {
        try
        {
            // Nothing is awaited in between, so the commands are written to one connection in this order unless it breaks.
            var name = string.Create(CultureInfo.InvariantCulture, $"{_name}-{++_groups}");
            var named = server.ExecuteAsync("CLIENT", "SETNAME", name);
            var appended = group.ConvertAll(item => server.ExecuteAsync("EVAL", item.Append.ToCommand()));
            var touched = server.ExecuteAsync("SET", group[0].Append.Waited, "1");
            var reached = server.ExecuteAsync("WAIT", options.WaitReplicas, (long)options.WaitTimeout.TotalMilliseconds);
            var nameAtEnd = server.ExecuteAsync("CLIENT", "GETNAME");
            await Task.WhenAll([named, touched, reached, nameAtEnd]);
            if ((string?)await nameAtEnd != name)
            {
                throw new JournalSilentException("The connection was lost between the append and WAIT.");
            }

            if ((long)await reached is var replicas && replicas < options.WaitReplicas)
            {
                throw new JournalSilentException($"{replicas} of {options.WaitReplicas} replicas hold the append after {options.WaitTimeout}.");
            }

            for (var i = 0; i < group.Count; i++)
            {
                await Answer(appended[i], group[i].Done);
            }
        }
        catch (Exception e)
        {
            // Whatever failed, none of the group is acknowledged, and the writers find out what is stored.
            var fault = RedisFaults.Silence(e);
            group.ForEach(item => item.Done.TrySetException(fault));
        }
    }

    /// <summary>Answers one append of a group that replicas hold.</summary>
    private static async Task Answer(Task<RedisResult> appended, TaskCompletionSource<bool> done)
    {
        try
        {
            done.TrySetResult((int)await appended == 1);
        }
        catch (Exception e)
        {
            // The fault of one append is not that of the others.
            done.TrySetException(RedisFaults.Silence(e));
        }
    }
}
