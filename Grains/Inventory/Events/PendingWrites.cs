using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Retention;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Writes that wait for an inventory's journal. Events that arrive during an append are written together by the next one.</summary>
/// <param name="instrument">Instrument of the inventory.</param>
/// <param name="maxWaiting">Maximum number of events of callers that wait; a single larger request is taken when nothing waits.</param>
/// <param name="time">Clock by which callers give up.</param>
internal sealed class PendingWrites(InstrumentId instrument, int maxWaiting, TimeProvider time)
{
    /// <summary>Maximum number of events in a group.</summary>
    internal const int MaxGroup = 250;

    private const int Kinds = 4;

    private readonly Queue<EventRequest> _events = new();
    private readonly List<Annotation> _annotations = [];
    private TaskCompletionSource? _annotated;
    private SegmentDrop? _drop;
    private TaskCompletionSource? _arrival;
    private EndCheck? _check;
    private string? _refusal;
    private int _turn;

    /// <summary>Whether a write has failed, so that further writes are rejected.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Whether any write waits.</summary>
    internal bool HasAny => _events.Count > 0 || _annotations.Count > 0 || _drop is not null || _check is not null;

    /// <summary>Completes when a write is added, also when one was added since the last <see cref="Next"/>, or when further ones are rejected.</summary>
    internal Task Arrival => IsClosed || HasAny
        ? Task.CompletedTask
        : (_arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Number of events of callers that wait.</summary>
    internal int Waiting { get; private set; }

    /// <summary>Whether annotations are not taken at present.</summary>
    internal bool IsRefusing => IsClosed || _refusal is not null;

    /// <summary>Adds events. Completes when they are durable, with one receipt for each, in order.</summary>
    /// <param name="further">The events.</param>
    /// <param name="origin">Where they are from. The inventory's own are always taken: nobody would send them again.</param>
    /// <param name="patience">How long the caller waits. If its turn comes later, the events are not written. <see langword="null"/> when it is unknown.</param>
    internal Task<IReadOnlyList<FillReceipt>> Add(IReadOnlyList<LedgerEvent> further, Origin origin, TimeSpan? patience = null)
    {
        // Each refusal is an exception of its own: one that is thrown again and again keeps the stack trace of every throw.
        TimeoutException? refusal = IsClosed ? new TimeoutException($"{instrument}: the journal is being reloaded; send the events again.")
            : origin == Origin.Own ? null
            : _refusal is not null ? new InventoryBusyException(_refusal)
            : Waiting > 0 && Waiting + further.Count > maxWaiting
                ? new InventoryBusyException($"{instrument}: {Waiting} events wait for the journal; send the events again.")
            : null;
        if (refusal is not null)
        {
            return Task.FromException<IReadOnlyList<FillReceipt>>(refusal);
        }

        long? givenUpAt = patience is { } wait ? time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency) : null;
        return further.Count > MaxGroup ? AddChunks(further, origin, givenUpAt) : Enqueue(new(further, origin, givenUpAt));
    }

    /// <summary>Fails the events of callers that wait, and refuses further ones until <see cref="Resume"/>.</summary>
    /// <param name="refusal">Why, for those who are refused.</param>
    internal void Pause(string refusal)
    {
        _refusal = refusal;
        foreach (var request in _events.ToArray())
        {
            _events.Dequeue();
            if (request.Origin == Origin.Own)
            {
                _events.Enqueue(request);
            }
            else
            {
                request.Done.TrySetException(new InventoryBusyException(refusal));
            }
        }

        Waiting = 0;
        NextAnnotations()?.Fail(new InventoryBusyException(refusal));
    }

    /// <summary>Takes events again.</summary>
    internal void Resume() => _refusal = null;

    /// <summary>Adds annotations. Completes when they are written, or at once when they are not taken: they are derived and are found again.</summary>
    internal Task Add(IReadOnlyList<Annotation> found)
    {
        if (IsRefusing || found.Count == 0)
        {
            return Task.CompletedTask;
        }

        _annotations.AddRange(found);
        Arrived();
        _annotated ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _annotated.Task;
    }

    /// <summary>Adds a drop of old segments, one at a time. Completes when they are dropped or the drop has failed.</summary>
    internal Task Add(RetentionStep step)
    {
        if (IsClosed)
        {
            return Task.CompletedTask;
        }

        _drop = new(step, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Arrived();
        return _drop.Done.Task;
    }

    /// <summary>Adds a check of the journal's end, one at a time.</summary>
    internal void AddEndCheck()
    {
        _check = IsClosed ? null : new();
        Arrived();
    }

    /// <summary>The next write, taken in turn from events, annotations, drops and checks; <see langword="null"/> when nothing waits.</summary>
    internal PendingWrite? Next()
    {
        for (var tries = 0; tries < Kinds; tries++)
        {
            PendingWrite? next = _turn switch
            {
                0 => NextGroup(),
                1 => NextAnnotations(),
                2 => Interlocked.Exchange(ref _drop, null),
                _ => Interlocked.Exchange(ref _check, null),
            };
            _turn = (_turn + 1) % Kinds;
            if (next is not null)
            {
                return next;
            }
        }

        _turn = 0;
        return null;
    }

    /// <summary>Rejects further writes; those already waiting stay until <see cref="Fail"/>.</summary>
    internal void Close()
    {
        IsClosed = true;
        Arrived();
    }

    /// <summary>Fails every waiting write.</summary>
    internal void Fail(Exception fault)
    {
        while (Next() is { } waiting)
        {
            waiting.Fail(fault);
        }
    }

    /// <summary>
    /// Oldest requests first, without those whose callers have given up: work for them would delay the others until they give up as well. Live and
    /// imported events are not mixed, because different age limits apply.
    /// </summary>
    private EventGroup? NextGroup()
    {
        var group = new List<EventRequest>();
        var count = 0;
        while (_events.TryPeek(out var next)
            && (group.Count == 0 || (count + next.Events.Count <= MaxGroup && next.Origin == group[0].Origin)))
        {
            _events.Dequeue();
            Waiting -= next.Origin == Origin.Own ? 0 : next.Events.Count;
            if (next.GivenUpAt <= time.GetTimestamp())
            {
                next.Done.TrySetException(new TimeoutException($"{instrument}: the caller's time was up before its events were written."));
                continue;
            }

            group.Add(next);
            count += next.Events.Count;
        }

        return group.Count == 0 ? null : new(group);
    }

    private AnnotationBatch? NextAnnotations()
    {
        if (_annotations.Count == 0)
        {
            return null;
        }

        var batch = new AnnotationBatch([.. _annotations], _annotated!);
        _annotations.Clear();
        _annotated = null;
        return batch;
    }

    private Task<IReadOnlyList<FillReceipt>> Enqueue(EventRequest request)
    {
        _events.Enqueue(request);
        Arrived();
        Waiting += request.Origin == Origin.Own ? 0 : request.Events.Count;
        return request.Done.Task;
    }

    private void Arrived() => Interlocked.Exchange(ref _arrival, null)?.TrySetResult();

    /// <summary>Splits a large request, so that each group fits into one append.</summary>
    private async Task<IReadOnlyList<FillReceipt>> AddChunks(IReadOnlyList<LedgerEvent> further, Origin origin, long? givenUpAt)
    {
        var chunks = further.Chunk(MaxGroup).Select(chunk => Enqueue(new(chunk, origin, givenUpAt))).ToArray();
        var receipts = await Task.WhenAll(chunks);
        return [.. receipts.SelectMany(part => part)];
    }
}
