using System.Collections.Concurrent;
using Ballast.Domain.Instruments;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Client;

/// <summary>Inventories that take no events for now. One call at a time asks such an inventory again, with growing waits, and the other calls wait for it here.</summary>
/// <remarks>
/// Otherwise each waiting call would send its events again and again, and refusing them would take from the silo what it needs to go on.
/// Safe for use from many threads.
/// </remarks>
internal sealed class BusyInventories(TimeProvider time)
{
    private readonly ConcurrentDictionary<InstrumentId, Queue> _busy = new();

    /// <summary>Makes a call to an inventory. While it is busy, this waits for a turn to ask it, or until another call was taken.</summary>
    /// <exception cref="InventoryBusyException">This call was refused, or it had no turn in its time.</exception>
    internal async Task<T> Call<T>(InstrumentId instrument, Func<Task<T>> call, CancellationToken ended)
    {
        while (_busy.TryGetValue(instrument, out var queue))
        {
            await queue.Enter(ended).ConfigureAwait(false);
            try
            {
                if (_busy.TryGetValue(instrument, out var present) && present == queue)
                {
                    await queue.Wait(ended).ConfigureAwait(false);
                    return await Ask(instrument, queue, call, ended).ConfigureAwait(false);
                }
            }
            finally
            {
                queue.Leave();
            }
        }

        try
        {
            return await call().WaitAsync(ended).ConfigureAwait(false);
        }
        catch (InventoryBusyException e)
        {
            _busy.GetOrAdd(instrument, _ => new(time)).Refused(e.Message);
            throw;
        }
    }

    /// <summary>Asks a busy inventory. Any answer but a failure that may pass shows that it is not busy any more.</summary>
    private async Task<T> Ask<T>(InstrumentId instrument, Queue queue, Func<Task<T>> call, CancellationToken ended)
    {
        var isBusy = false;
        try
        {
            return await call().WaitAsync(ended).ConfigureAwait(false);
        }
        catch (Exception e) when (Retry.IsTransient(e) || ended.IsCancellationRequested)
        {
            isBusy = true;
            queue.Refused(e.Message);
            throw;
        }
        finally
        {
            if (!isBusy)
            {
                _busy.TryRemove(new(instrument, queue));
            }
        }
    }

    /// <summary>Calls that wait for one inventory.</summary>
    private sealed class Queue(TimeProvider time)
    {
        private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
        private static readonly TimeSpan LongAgo = TimeSpan.FromSeconds(2);

        private readonly Backoff _backoff = new(time, FirstWait);
        private string _reason = "";
        private long _refusedAt;

        private SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>Notes why and when the inventory has not taken a call.</summary>
        internal void Refused(string reason)
        {
            Volatile.Write(ref _reason, reason);
            Volatile.Write(ref _refusedAt, time.GetTimestamp());
        }

        internal Task Enter(CancellationToken ended) => OrReason(Turn.WaitAsync(ended));

        internal void Leave() => Turn.Release();

        /// <summary>Waits before the inventory is asked again; not if nobody has asked it for long.</summary>
        internal Task Wait(CancellationToken ended) =>
            time.GetElapsedTime(Volatile.Read(ref _refusedAt)) > LongAgo ? Task.CompletedTask : OrReason(_backoff.Wait(ended));

        /// <summary>A call whose time is up while it waits says why it was not made.</summary>
        private async Task OrReason(Task waiting)
        {
            try
            {
                await waiting.ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                throw new InventoryBusyException(Volatile.Read(ref _reason), e);
            }
        }
    }
}
