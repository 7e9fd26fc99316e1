using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Client;

/// <summary>Sends events to the inventories they belong to and returns the receipts in the order of the events.</summary>
internal sealed class EventRecording(IGrainFactory grains, Retry retry)
{
    /// <summary>Most events in one call: a few journal appends, well within a response timeout.</summary>
    private const int MaxPerCall = 1_000;

    private readonly BusyInventories _busy = new(retry.Time);

    /// <summary>Sends one batch of events of one instrument.</summary>
    internal delegate Task<RecordedFills> Sending(IInventoryGrain inventory, PortfolioId portfolio, IReadOnlyList<LedgerEvent> events);

    /// <summary>Which events reach the journal in the order they were given in.</summary>
    internal enum KeptOrder
    {
        /// <summary>Those of one instrument and portfolio.</summary>
        PerPortfolio,

        /// <summary>All of one instrument, whatever their portfolio.</summary>
        PerInstrument,
    }

    /// <summary>Sends events, at most 1,000 in one grain call; instruments are sent in parallel.</summary>
    internal async Task<IReadOnlyList<FillReceipt>> Send(Recording recording, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
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
                // No grain can be asked without an instrument; the grain finds and counts every other fault.
                receipts[i] = new(given.Key.Id, FillOutcome.Refused, given.Fault() ?? $"{given.Name}: instrument is blank");
                continue;
            }

            var key = (given.Instrument, recording.Order == KeptOrder.PerInstrument ? "" : given.Portfolio ?? "");
            if (!groups.TryGetValue(key, out var indices))
            {
                groups[key] = indices = [];
            }

            indices.Add(i);
        }

        await Task.WhenAll(groups.Select(async group =>
        {
            var recorded = await SendGroup(recording, group.Key, [.. group.Value.Select(i => events[i])], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < recorded.Count; i++)
            {
                receipts[group.Value[i]] = recorded[i];
            }
        })).ConfigureAwait(false);
        return receipts;
    }

    private async Task<IReadOnlyList<FillReceipt>> SendGroup(
        Recording recording, (InstrumentId Instrument, string Portfolio) key, LedgerEvent[] events, CancellationToken cancellationToken)
    {
        var inventory = grains.Inventory(key.Instrument);
        var receipts = new List<FillReceipt>(events.Length);
        foreach (var batch in events.Chunk(MaxPerCall))
        {
            var recorded = await retry
                .Call(
                    recording.Operation,
                    $"{key.Instrument} of {key.Portfolio}",
                    left => _busy.Call(key.Instrument, () => SendOnce(left), left.Ended),
                    cancellationToken)
                .ConfigureAwait(false);
            receipts.AddRange(recorded.Receipts);

            Task<RecordedFills> SendOnce(CallTime left)
            {
                CallerPatience.Set(left.Left);
                return recording.Send(inventory, new(key.Portfolio), batch);
            }
        }

        return receipts;
    }

    /// <summary>One way to record events.</summary>
    /// <param name="Operation">Name of the client's method, for messages.</param>
    /// <param name="Send">The grain call.</param>
    /// <param name="Order">Which events keep their order.</param>
    internal sealed record Recording(string Operation, Sending Send, KeptOrder Order = KeptOrder.PerPortfolio);
}
