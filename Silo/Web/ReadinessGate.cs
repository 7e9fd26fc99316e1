namespace Ballast.Silo.Web;

/// <summary>Whether this silo wants traffic: not while it starts, and not once it has begun to stop.</summary>
public sealed class ReadinessGate
{
    private const int Starting = 0;
    private const int Ready = 1;
    private const int Stopping = 2;

    private int _state;

    /// <summary>Whether traffic is wanted now.</summary>
    public bool IsReady => Volatile.Read(ref _state) == Ready;

    /// <summary>Why traffic is not wanted, or <c>ready</c>.</summary>
    public string State => Volatile.Read(ref _state) switch
    {
        Starting => "starting",
        Ready => "ready",
        _ => "stopping",
    };

    /// <summary>Everything needed has started; does nothing once stopping.</summary>
    public void MarkReady() => Interlocked.CompareExchange(ref _state, Ready, Starting);

    /// <summary>The silo is going away; there is no way back.</summary>
    public void MarkStopping() => Volatile.Write(ref _state, Stopping);
}
