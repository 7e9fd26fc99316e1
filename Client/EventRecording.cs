using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Grains.Interfaces;

namespace Ballast.Client;

/// <summary>Sends events to the inventories they belong to and puts the receipts in the order given.</summary>
internal sealed class EventRecording(IGrainFactory grains, Retry retry)
{
    /// <summary>Most events sent in one call: a few journal appends, well within a response timeout.</summary>
    private const int MostPerCall = 1_000;

    /// <summary>Sends one batch of one instrument and portfolio.</summary>
    internal delegate Task<RecordedFills> Sending(IInventoryGrain inventory, PortfolioId portfolio, IReadOnlyList<LedgerEvent> events);

    /// <summary>Sends events; those of one instrument and portfolio keep their order, and with <paramref name="isMixed"/> all of one instrument.</summary>
    internal async Task<IReadOnlyList<FillReceipt>> Send(
        string operation, IReadOnlyList<LedgerEvent> events, Sending send, CancellationToken cancellationToken, bool isMixed = false)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
        {
            throw new ArgumentException("There must be at least one event.", nameof(events));
        }

        var receipts = new FillReceipt[events.Count];
        var groups = new Dictionary<(InstrumentId, string), List<int>>();
        for (var i = 0; i < events.Count; i++)
        {
            var given = events[i] ?? throw new ArgumentException($"Event {i} is null.", nameof(events));
            if (string.IsNullOrWhiteSpace(given.Instrument.Exchange) || string.IsNullOrWhiteSpace(given.Instrument.Symbol))
            {
                // There is no grain to ask; every other fault is the grain's to find and count.
                receipts[i] = new(given.Key.Id, FillOutcome.Refused, given.Fault() ?? $"{given.Name}: instrument is blank");
                continue;
            }

            var key = (given.Instrument, isMixed ? "" : given.Portfolio ?? "");
            if (!groups.TryGetValue(key, out var indices))
            {
                groups[key] = indices = [];
            }

            indices.Add(i);
        }

        await Task.WhenAll(groups.Select(group => SendGroup(operation, group.Key, group.Value, events, receipts, send, cancellationToken)))
            .ConfigureAwait(false);
        return receipts;
    }

    private async Task SendGroup(
        string operation,
        (InstrumentId Instrument, string Portfolio) key,
        List<int> indices,
        IReadOnlyList<LedgerEvent> events,
        FillReceipt[] receipts,
        Sending send,
        CancellationToken cancellationToken)
    {
        var inventory = grains.Inventory(key.Instrument);
        foreach (var chunk in indices.Chunk(MostPerCall))
        {
            var batch = Array.ConvertAll(chunk, i => events[i]);
            var recorded = await retry
                .Call(operation, $"{key.Instrument} of {key.Portfolio}", () => send(inventory, new(key.Portfolio), batch), cancellationToken)
                .ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
            {
                receipts[chunk[i]] = recorded.Receipts[i];
            }
        }
    }
}
