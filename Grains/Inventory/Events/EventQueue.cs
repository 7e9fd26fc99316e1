using Ballast.Domain.Ledger;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Events that wait for the journal, grouped so that what arrives while an append is in flight goes together in the next.</summary>
internal sealed class EventQueue
{
    /// <summary>Most events of one group.</summary>
    internal const int MaxGroup = 250;

    private readonly Queue<Request> _waiting = new();

    internal bool IsEmpty => _waiting.Count == 0;

    /// <summary>Adds a request; a large one is split so that no group exceeds one append.</summary>
    internal Task<IReadOnlyList<FillReceipt>> Add(IReadOnlyList<LedgerEvent> events, bool isImport = false)
    {
        if (events.Count <= MaxGroup)
        {
            var request = new Request(events, isImport);
            _waiting.Enqueue(request);
            return request.Done.Task;
        }

        return AddChunks(events, isImport);
    }

    /// <summary>The next group, oldest requests first; imports are not mixed with what is live.</summary>
    internal List<Request> Take()
    {
        var group = new List<Request>();
        var count = 0;
        while (_waiting.TryPeek(out var next)
            && (group.Count == 0 || (count + next.Events.Count <= MaxGroup && next.IsImport == group[0].IsImport)))
        {
            group.Add(_waiting.Dequeue());
            count += next.Events.Count;
        }

        return group;
    }

    internal void Fail(Exception exception)
    {
        while (_waiting.TryDequeue(out var request))
        {
            request.Done.TrySetException(exception);
        }
    }

    private async Task<IReadOnlyList<FillReceipt>> AddChunks(IReadOnlyList<LedgerEvent> events, bool isImport)
    {
        var chunks = events.Chunk(MaxGroup).Select(chunk => Add(chunk, isImport)).ToArray();
        var receipts = await Task.WhenAll(chunks);
        return [.. receipts.SelectMany(part => part)];
    }

    /// <summary>Events of one caller.</summary>
    internal sealed record Request(IReadOnlyList<LedgerEvent> Events, bool IsImport)
    {
        internal TaskCompletionSource<IReadOnlyList<FillReceipt>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
