namespace Ballast.Grains;

/// <summary>Wakes the watchers of a grain when something changed. Used on the grain's scheduler only, or under a lock.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes at the next <see cref="Raise"/>; take it before reading the state, or a change in between is missed.</summary>
    internal Task Next => (_next ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes everyone who waits.</summary>
    internal void Raise()
    {
        var raised = _next;
        _next = null;
        raised?.TrySetResult();
    }
}
