using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Ballast.Client;

/// <summary>Repeats calls while the cluster moves a grain or replaces a silo.</summary>
internal sealed class Retry(TimeSpan timeout, TimeProvider time)
{
    /// <summary>Whether the same call may succeed a little later.</summary>
    internal static bool IsTransient(Exception exception) => exception
        is TimeoutException
        or OrleansMessageRejectionException // SiloUnavailableException derives from it.
        or GatewayTooBusyException
        or ConnectionFailedException;

    /// <summary>Clock of the client.</summary>
    internal TimeProvider Time => time;

    /// <summary>Waits on the clock of the client.</summary>
    internal Task Delay(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, time, cancellationToken);

    /// <summary>Repeats a call until it succeeds, fails for good, or the time is up.</summary>
    /// <param name="name">Name of the call, for messages.</param>
    /// <param name="key">Key of the grain, for messages.</param>
    /// <param name="call">Starts the call; must be safe to repeat.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="BallastUnavailableException">The time was up, or the token was cancelled after at least one try had failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before any try had failed.</exception>
    internal Task<T> Call<T>(string name, string key, Func<Task<T>> call, CancellationToken cancellationToken) =>
        // Grain calls take no token, so an abandoned one may still take effect; every call must therefore be safe to repeat.
        Call(name, key, left => call().WaitAsync(left.Ended), cancellationToken);

    /// <summary>As <see cref="Call{T}(string, string, Func{Task{T}}, CancellationToken)"/>, for a call that is told how much time it has and ends in it.</summary>
    internal async Task<T> Call<T>(string name, string key, Func<CallTime, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var left = new CallTime(timeout, time, cancellationToken);
        var backoff = new Backoff(time);
        Exception? last = null;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call(left).ConfigureAwait(false);
            }
            catch (Exception e) when (IsTransient(e))
            {
                last = e;
            }
            catch (OperationCanceledException e) when (left.Ended.IsCancellationRequested)
            {
                throw Ended(name, key, tries, last, e, cancellationToken);
            }

            try
            {
                await backoff.Wait(left.Ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                throw Ended(name, key, tries, last, e, cancellationToken);
            }
        }
    }

    private Exception Ended(
        string name, string key, int tries, Exception? last, OperationCanceledException cancelled, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested && last is null
            ? new OperationCanceledException(cancelled.Message, cancelled, cancellationToken)
            : new BallastUnavailableException(
                $"{name} on {key} had no answer "
                + (cancellationToken.IsCancellationRequested ? "before it was cancelled" : $"within {timeout.TotalSeconds:0.###} s")
                + $" ({tries} {(tries == 1 ? "try" : "tries")}{(last is null ? "" : $"; last: {last.Message}")}).",
                last ?? cancelled);
}
