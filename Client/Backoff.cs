namespace Ballast.Client;

/// <summary>Growing, capped and jittered waits, so that many clients do not return in step after a silo was lost.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private TimeSpan _next = First;

    /// <summary>Starts again from the shortest wait.</summary>
    internal void Reset() => _next = First;

    /// <summary>Waits between half and the whole of the present step, then doubles the step.</summary>
    internal Task Wait(CancellationToken cancellationToken)
    {
#pragma warning disable CA5394 // Jitter is no secret.
        var wait = _next * (0.5 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return Task.Delay(wait, time, cancellationToken);
    }
}
