using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Ballast.Client;

/// <summary>Reads sequences from grains and opens each again whenever it breaks.</summary>
internal sealed class Following(ClusterLink link, TimeProvider time)
{
    /// <summary>How reading the next item ended.</summary>
    private enum Step
    {
        /// <summary>There is an item.</summary>
        Item,

        /// <summary>The sequence has ended or broken.</summary>
        Broken,

        /// <summary>A connection was lost, and an answer may never come.</summary>
        Dropped,
    }

    /// <summary>The items of a sequence; it ends only when the token is cancelled.</summary>
    /// <param name="open">Opens the sequence at the place where it should continue.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Items, and <see langword="null"/> once for each time at which the cluster can no longer be reached.</returns>
    internal async IAsyncEnumerable<T?> Read<T>(Func<IAsyncEnumerable<T>> open, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var backoff = new Backoff(time);
        var isTold = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var dropped = link.Dropped;
            if (link.IsLost && !isTold)
            {
                isTold = true;
                yield return null;
            }

            var items = open().GetAsyncEnumerator(cancellationToken);
            Task<bool>? unanswered = null;
            try
            {
                while (true)
                {
                    var next = items.MoveNextAsync().AsTask();
                    if (await Next(next, dropped, cancellationToken).ConfigureAwait(false) is var step && step != Step.Item)
                    {
                        unanswered = step == Step.Dropped ? next : null;
                        break;
                    }

                    isTold = false;
                    backoff.Reset();
                    yield return items.Current;
                }
            }
            finally
            {
                if (unanswered is null)
                {
                    await items.DisposeAsync().ConfigureAwait(false);
                }
                else
                {
                    // To end a sequence is a call too, which a silo that is gone does not answer either.
                    _ = Abandon(items, unanswered);
                }
            }

            await backoff.Wait(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<Step> Next(Task<bool> next, Task dropped, CancellationToken cancellationToken)
    {
        if (!next.IsCompleted && await Task.WhenAny(next, dropped).ConfigureAwait(false) == dropped)
        {
            return Step.Dropped;
        }

        try
        {
            return await next.ConfigureAwait(false) ? Step.Item : Step.Broken;
        }
        catch (Exception e) when (e is EnumerationAbortedException || Retry.IsTransient(e))
        {
            return Step.Broken;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The grain cancelled the sequence because its activation ended.
            return Step.Broken;
        }
    }

    private static async Task Abandon<T>(IAsyncEnumerator<T> items, Task<bool> unanswered)
    {
        await ((Task)unanswered).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await items.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
