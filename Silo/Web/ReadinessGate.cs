namespace Ballast.Silo.Web;

/// <summary>Whether this silo accepts traffic: not while it starts, and not after it has begun to stop.</summary>
public sealed class ReadinessGate
{
    private const int Starting = 0;
    private const int Ready = 1;
    private const int Stopping = 2;

    private int _state;

    /// <summary>Whether traffic is accepted now.</summary>
    public bool IsReady => Volatile.Read(ref _state) == Ready;

    /// <summary><c>ready</c>, or why traffic is not accepted.</summary>
    public string State => Volatile.Read(ref _state) switch
    {
        Starting => "starting",
        Ready => "ready",
        _ => "stopping",
    };

    /// <summary>Accepts traffic from now on; does nothing after <see cref="MarkStopping"/>.</summary>
    public void MarkReady() => Interlocked.CompareExchange(ref _state, Ready, Starting);

    /// <summary>Refuses traffic from now on, for good.</summary>
    public void MarkStopping() => Volatile.Write(ref _state, Stopping);
}
