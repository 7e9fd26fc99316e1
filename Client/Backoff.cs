namespace Ballast.Client;

/// <summary>Waits that grow up to a limit and have a random part, so that many clients do not reconnect at once after a silo was lost.</summary>
/// <param name="time">Clock of the client.</param>
/// <param name="first">The first wait; <see langword="null"/> for 50 ms.</param>
internal sealed class Backoff(TimeProvider time, TimeSpan? first = null)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _first = first ?? TimeSpan.FromMilliseconds(50);
    private TimeSpan _next = first ?? TimeSpan.FromMilliseconds(50);

    /// <summary>The next wait is the shortest one again.</summary>
    internal void Reset() => _next = _first;

    /// <summary>Waits between half and the whole of the present step, then doubles the step.</summary>
    internal Task Wait(CancellationToken cancellationToken) => Wait(Longest, cancellationToken);

    /// <summary>As <see cref="Wait(CancellationToken)"/>, but not longer than <paramref name="longest"/>.</summary>
    internal Task Wait(TimeSpan longest, CancellationToken cancellationToken)
    {
#pragma warning disable CA5394 // The random part is not a secret.
        var wait = _next * (0.5 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return Task.Delay(wait < longest ? wait : longest, time, cancellationToken);
    }
}
