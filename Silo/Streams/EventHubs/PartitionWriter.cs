using Azure.Messaging.EventHubs;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Sends the events of one partition in order, one batch after the other: what comes while a batch is on its way goes together in the next.</summary>
internal sealed class PartitionWriter
{
    private const int MaxBatch = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HubConnection _hub;
    private readonly string _partition;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly Action<UnsentEvent, string?> _end;
    private readonly CancellationToken _stopping;
    private readonly Lock _gate = new();
    private readonly Queue<UnsentEvent> _waiting = new();
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="hub">The hub.</param>
    /// <param name="partition">Id of the partition.</param>
    /// <param name="trying">How long to try, and the clock of it.</param>
    /// <param name="end">Called for each event at its end, with what went wrong.</param>
    /// <param name="stopping">Ends sending.</param>
    internal PartitionWriter(HubConnection hub, string partition, (TimeSpan Patience, TimeProvider Time) trying, Action<UnsentEvent, string?> end, CancellationToken stopping)
    {
        (_hub, _partition, _patience, _time, _end, _stopping) = (hub, partition, trying.Patience, trying.Time, end, stopping);
        _sent.SetResult();
        Ended = Task.Run(Run, CancellationToken.None);
    }

    /// <summary>Completes when nothing is sent any more.</summary>
    internal Task Ended { get; }

    /// <summary>Adds the newest event.</summary>
    internal void Add(UnsentEvent unsent)
    {
        lock (_gate)
        {
            _waiting.Enqueue(unsent);
            _sent = _sent.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _sent;
            _added.TrySetResult();
        }
    }

    /// <summary>Completes when nothing waits.</summary>
    internal Task Sent()
    {
        lock (_gate)
        {
            return _sent.Task;
        }
    }

    private async Task Run()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Waiting().WaitAsync(_stopping);
                await SendSome();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // What waits is ended below.
            }
            catch (Exception e)
            {
                // Whatever it was, the same events are tried again until they are too old.
                EndTooOld(e.Message);
                await Task.Delay(Pause, _time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        while (Peek() is not null)
        {
            End(1, "the silo stops");
        }
    }

    private Task Waiting()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _added = _added.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _added;
                return _added.Task;
            }

            return Task.CompletedTask;
        }
    }

    private async Task SendSome()
    {
        UnsentEvent[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting.Take(MaxBatch)];
        }

        using var batch = await _hub.Writer.CreateBatchAsync(new() { PartitionId = _partition }, _stopping);
        foreach (var unsent in waiting)
        {
            if (!batch.TryAdd(unsent.Given))
            {
                break;
            }
        }

        if (batch.Count == 0)
        {
            End(1, $"it takes no event of {waiting[0].Given.EventBody.ToMemory().Length} bytes");
            return;
        }

        await _hub.Writer.SendAsync(batch, _stopping);
        End(batch.Count, null);
    }

    private void EndTooOld(string reason)
    {
        while (Peek() is { } first && _time.GetElapsedTime(first.At) >= _patience)
        {
            End(1, reason);
        }
    }

    private UnsentEvent? Peek()
    {
        lock (_gate)
        {
            return _waiting.TryPeek(out var first) ? first : null;
        }
    }

    private void End(int count, string? fault)
    {
        for (var i = 0; i < count; i++)
        {
            UnsentEvent ended;
            TaskCompletionSource? sent = null;
            lock (_gate)
            {
                ended = _waiting.Dequeue();
                sent = _waiting.Count == 0 ? _sent : null;
            }

            _end(ended, fault);
            sent?.TrySetResult();
        }
    }
}
