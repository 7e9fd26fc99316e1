using Ballast.Domain.Ledger;

namespace Ballast.Grains.Inventory;

/// <summary>Fills that wait for the journal, grouped so that what arrives while an append is in flight goes together in the next.</summary>
internal sealed class FillQueue
{
    private readonly Queue<Request> _waiting = new();

    internal bool IsEmpty => _waiting.Count == 0;

    /// <summary>Adds a request; a large one is split so that no group exceeds one append.</summary>
    internal Task<IReadOnlyList<FillReceipt>> Add(IReadOnlyList<Fill> fills)
    {
        if (fills.Count <= Journal.MaxAppend)
        {
            var request = new Request(fills);
            _waiting.Enqueue(request);
            return request.Done.Task;
        }

        return AddChunks(fills);
    }

    /// <summary>The next group, oldest requests first, at most one append of fills.</summary>
    internal List<Request> Take()
    {
        var group = new List<Request>();
        var count = 0;
        while (_waiting.TryPeek(out var next) && (group.Count == 0 || count + next.Fills.Count <= Journal.MaxAppend))
        {
            group.Add(_waiting.Dequeue());
            count += next.Fills.Count;
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

    private async Task<IReadOnlyList<FillReceipt>> AddChunks(IReadOnlyList<Fill> fills)
    {
        var chunks = fills.Chunk(Journal.MaxAppend).Select(chunk => Add(chunk)).ToArray();
        var receipts = await Task.WhenAll(chunks);
        return [.. receipts.SelectMany(part => part)];
    }

    /// <summary>Fills of one caller.</summary>
    internal sealed record Request(IReadOnlyList<Fill> Fills)
    {
        internal TaskCompletionSource<IReadOnlyList<FillReceipt>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
