using System.Collections.Concurrent;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Counts calls that a grain has taken in, answered or not: calls made one after the other may arrive in another order.</summary>
public sealed class TakenCalls : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<(string Grain, string Method), int> _taken = new();
    private readonly ConcurrentDictionary<(string Grain, string Method), (int Count, TaskCompletionSource Reached)> _awaited = new();

    /// <summary>Completes when a grain has taken in so many more calls of a method from now on.</summary>
    internal Task More(InstrumentId instrument, string method, int count)
    {
        var (key, reached) = ((instrument.ToString(), method), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _awaited[key] = (_taken.GetValueOrDefault(key) + count, reached);
        return reached.Task;
    }

    public Task Invoke(IIncomingGrainCallContext context)
    {
        // What runs up to the first wait has run when the call comes back unfinished.
        var answer = context.Invoke();
        var key = (context.TargetId.Key.ToString()!, context.InterfaceMethod.Name);
        var taken = _taken.AddOrUpdate(key, 1, (_, known) => known + 1);
        if (_awaited.TryGetValue(key, out var awaited) && taken >= awaited.Count)
        {
            awaited.Reached.TrySetResult();
        }

        return answer;
    }
}
