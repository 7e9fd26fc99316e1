using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Journaled events that the ledgers do not contain yet, because the journal is being folded again, and the requests that wait for them.</summary>
internal sealed class UnfoldedEvents
{
    private readonly Dictionary<EventKey, (LedgerEvent Event, long Number)> _events = [];
    private readonly List<(EventRequest Request, IReadOnlyList<FillReceipt> Receipts)> _waiting = [];

    internal void Add(LedgerEvent item, long number) => _events[item.Key] = (item, number);

    /// <summary>Answers a request, or keeps its receipts until the ledgers contain its events. That holds for a repeated event as well.</summary>
    internal void Answer(EventRequest request, IReadOnlyList<FillReceipt> receipts)
    {
        if (Concerns(request))
        {
            _waiting.Add((request, receipts));
        }
        else
        {
            request.Done.TrySetResult(receipts);
        }
    }

    /// <summary>Removes and returns the events that a fold of a number of entries contains, in the order of the journal.</summary>
    internal IReadOnlyList<LedgerEvent> Fold(long length)
    {
        var folded = _events.Values.Where(item => item.Number < length).OrderBy(item => item.Number).Select(item => item.Event).ToArray();
        Array.ForEach(folded, item => _events.Remove(item.Key));
        return folded;
    }

    /// <summary>Answers the requests whose events the ledgers contain by now.</summary>
    internal void AnswerFolded()
    {
        foreach (var (request, receipts) in _waiting.Where(waiting => !Concerns(waiting.Request)).ToArray())
        {
            request.Done.TrySetResult(receipts);
        }

        _waiting.RemoveAll(waiting => waiting.Request.Done.Task.IsCompleted);
    }

    /// <summary>Fails every request that waits.</summary>
    internal void Fail(Exception fault)
    {
        _waiting.ForEach(waiting => waiting.Request.Done.TrySetException(fault));
        _waiting.Clear();
    }

    private bool Concerns(EventRequest request) => _events.Count > 0 && request.Events.Any(item => _events.ContainsKey(item.Key));
}
