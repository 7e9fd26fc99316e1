using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Retention;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Writes that wait for an inventory's journal. Events that arrive during an append are written together by the next one.</summary>
internal sealed class PendingWrites(InstrumentId instrument)
{
    /// <summary>Maximum number of events in a group.</summary>
    internal const int MaxGroup = 250;

    private readonly Queue<EventRequest> _events = new();
    private readonly List<Annotation> _annotations = [];
    private TaskCompletionSource? _annotated;
    private SegmentDrop? _drop;
    private TaskCompletionSource? _arrival;
    private int _turn;

    /// <summary>Whether a write has failed, so that further writes are rejected.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Completes when a write is added, also when one was added since the last <see cref="Next"/>, or when further ones are rejected.</summary>
    internal Task Arrival => IsClosed || _events.Count > 0 || _annotations.Count > 0 || _drop is not null
        ? Task.CompletedTask
        : (_arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Adds events. Completes when they are durable, with one receipt for each, in order.</summary>
    internal Task<IReadOnlyList<FillReceipt>> Add(IReadOnlyList<LedgerEvent> further, Origin origin) =>
        IsClosed
            ? Task.FromException<IReadOnlyList<FillReceipt>>(new TimeoutException($"{instrument}: the journal is being reloaded; send the events again."))
        : further.Count > MaxGroup ? AddChunks(further, origin)
        : Enqueue(new(further, origin));

    /// <summary>Adds annotations. Completes when they are written or the write has failed.</summary>
    internal Task Add(IReadOnlyList<Annotation> found)
    {
        if (IsClosed || found.Count == 0)
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

    /// <summary>The next write, taken in turn from events, annotations and drops; <see langword="null"/> when nothing waits.</summary>
    internal PendingWrite? Next()
    {
        for (var tries = 0; tries < 3; tries++)
        {
            PendingWrite? next = _turn switch
            {
                0 => NextGroup(),
                1 => NextAnnotations(),
                _ => Interlocked.Exchange(ref _drop, null),
            };
            _turn = (_turn + 1) % 3;
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

    /// <summary>Oldest requests first. Live and imported events are not mixed, because different age limits apply.</summary>
    private EventGroup? NextGroup()
    {
        var group = new List<EventRequest>();
        var count = 0;
        while (_events.TryPeek(out var next)
            && (group.Count == 0 || (count + next.Events.Count <= MaxGroup && next.Origin == group[0].Origin)))
        {
            group.Add(_events.Dequeue());
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
        return request.Done.Task;
    }

    private void Arrived() => Interlocked.Exchange(ref _arrival, null)?.TrySetResult();

    /// <summary>Splits a large request, so that each group fits into one append.</summary>
    private async Task<IReadOnlyList<FillReceipt>> AddChunks(IReadOnlyList<LedgerEvent> further, Origin origin)
    {
        var chunks = further.Chunk(MaxGroup).Select(chunk => Enqueue(new(chunk, origin))).ToArray();
        var receipts = await Task.WhenAll(chunks);
        return [.. receipts.SelectMany(part => part)];
    }
}
