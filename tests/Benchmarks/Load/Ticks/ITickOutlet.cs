namespace Ballast.Benchmarks.Load.Ticks;

/// <summary>Where ticks go. Called on one thread.</summary>
internal interface ITickOutlet
{
    /// <summary>Sends the next tick of an instrument.</summary>
    void Send(int instrument);

    /// <summary>All ticks that were due have been sent.</summary>
    void Flush();
}
