namespace Ballast.Client;

/// <summary>Whether this client is connected to any gateway of the cluster. Safe for use from many threads.</summary>
/// <remarks>A client inside a silo has no connection, and so never loses one.</remarks>
internal sealed class ClusterLink
{
    private TaskCompletionSource _dropped = NewSignal();
    private volatile bool _isLost;

    /// <summary>Whether the last connection was lost and none was made since.</summary>
    internal bool IsLost => _isLost;

    /// <summary>Completes when a connection is lost from now on. Nobody answers the calls that were on their way over it.</summary>
    internal Task Dropped => Volatile.Read(ref _dropped).Task;

    /// <summary>Takes note of the number of connected gateways.</summary>
    internal void Count(int before, int now)
    {
        _isLost = now == 0;
        if (now < before)
        {
            Interlocked.Exchange(ref _dropped, NewSignal()).TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
