using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Retention;

namespace Ballast.Grains.Inventory.Events;

/// <summary>What waits to be written to an inventory's journal. What arrives while an append is in flight goes together in the next.</summary>
internal sealed class PendingWrites(InstrumentId instrument)
{
    /// <summary>Most events of one group.</summary>
    internal const int MaxGroup = 250;

    private readonly Queue<EventRequest> _events = new();
    private readonly List<Annotation> _annotations = [];
    private TaskCompletionSource? _annotated;
    private SegmentDrop? _drop;
    private int _turn;

    /// <summary>Whether a write has failed: nothing more is taken.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Adds events; one receipt each, in order, once they are durable.</summary>
    internal Task<IReadOnlyList<FillReceipt>> Add(IReadOnlyList<LedgerEvent> further, Origin origin) =>
        IsClosed
            ? Task.FromException<IReadOnlyList<FillReceipt>>(new TimeoutException($"{instrument}: the journal is being loaded anew; send the events again."))
        : further.Count > MaxGroup ? AddChunks(further, origin)
        : Enqueue(new(further, origin));

    /// <summary>Adds what has become known; completes once it is written or cannot be.</summary>
    internal Task Add(IReadOnlyList<Annotation> found)
    {
        if (IsClosed || found.Count == 0)
        {
            return Task.CompletedTask;
        }

        _annotations.AddRange(found);
        _annotated ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _annotated.Task;
    }

    /// <summary>Adds a drop of old segments; completes once that is done or cannot be. One at a time.</summary>
    internal Task Add(RetentionStep step)
    {
        if (IsClosed)
        {
            return Task.CompletedTask;
        }

        _drop = new(step, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return _drop.Done.Task;
    }

    /// <summary>What to write next: a group of events, then what has become known, then a drop, and over again; <see langword="null"/> when nothing waits.</summary>
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

    /// <summary>Takes nothing more; what waits already stays until <see cref="Fail"/>.</summary>
    internal void Close() => IsClosed = true;

    /// <summary>Tells everybody who waits that nothing comes of it.</summary>
    internal void Fail(Exception fault)
    {
        while (Next() is { } waiting)
        {
            waiting.Fail(fault);
        }
    }

    /// <summary>Oldest requests first; imports are not mixed with what is live.</summary>
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
        return request.Done.Task;
    }

    /// <summary>A large request is split, so that no group exceeds one append.</summary>
    private async Task<IReadOnlyList<FillReceipt>> AddChunks(IReadOnlyList<LedgerEvent> further, Origin origin)
    {
        var chunks = further.Chunk(MaxGroup).Select(chunk => Enqueue(new(chunk, origin))).ToArray();
        var receipts = await Task.WhenAll(chunks);
        return [.. receipts.SelectMany(part => part)];
    }
}
