namespace Ballast.Client.Streams;

/// <summary>Room for a number of bytes. Those who find none wait in order. Safe for use from many threads.</summary>
/// <param name="most">Most bytes; more are let in when nothing else is there.</param>
/// <param name="time">Clock of the waits.</param>
internal sealed class ByteBudget(long most, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _waiting = new();
    private long _used;

    /// <summary>Bytes that are in use.</summary>
    internal long Used => Interlocked.Read(ref _used);

    /// <summary>Takes room if there is some and nobody waits for it.</summary>
    internal bool TryTake(long bytes)
    {
        lock (_gate)
        {
            return _waiting.Count == 0 && Fits(bytes);
        }
    }

    /// <summary>Takes room once there is some.</summary>
    /// <returns>Whether there was in time.</returns>
    internal async Task<bool> Take(long bytes, TimeSpan patience)
    {
        LinkedListNode<Waiting> place;
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                return true;
            }

            place = _waiting.AddLast(new Waiting(bytes, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await place.Value.Admitted.Task.WaitAsync(patience, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                // It may have been admitted since.
                if (place.List is null)
                {
                    return true;
                }

                _waiting.Remove(place);
            }

            return false;
        }
    }

    /// <summary>Gives room back, and admits those who wait for it.</summary>
    internal void Give(long bytes)
    {
        var admitted = new List<TaskCompletionSource>();
        lock (_gate)
        {
            _used -= bytes;
            while (_waiting.First is { } first && Fits(first.Value.Bytes))
            {
                _waiting.RemoveFirst();
                admitted.Add(first.Value.Admitted);
            }
        }

        admitted.ForEach(one => one.TrySetResult());
    }

    private bool Fits(long bytes)
    {
        if (_used > 0 && _used + bytes > most)
        {
            return false;
        }

        _used += bytes;
        return true;
    }

    private readonly record struct Waiting(long Bytes, TaskCompletionSource Admitted);
}
