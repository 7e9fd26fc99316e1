namespace Ballast.EventHubsBroker;

/// <summary>Faults that a test has asked for.</summary>
internal sealed class Faults
{
    private int _refusedSends;

    /// <summary>Sends that are still to be refused as if the service were busy.</summary>
    internal int RefusedSends
    {
        set => Volatile.Write(ref _refusedSends, value);
    }

    /// <summary>Whether to refuse this send.</summary>
    internal bool RefusesSend()
    {
        int left;
        do
        {
            left = Volatile.Read(ref _refusedSends);
            if (left <= 0)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _refusedSends, left - 1, left) != left);
        return true;
    }
}
