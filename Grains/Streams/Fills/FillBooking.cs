using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Streams;

namespace Ballast.Grains.Streams.Fills;

/// <summary>Books messages of fill streams, each in the inventory of its instrument.</summary>
internal sealed class FillBooking(IGrainFactory grains)
{
    /// <summary>Less than a delivery may take, so that an inventory that cannot book answers so before the delivery counts as failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Books messages; those of one instrument and portfolio in the order given.</summary>
    /// <returns>One answer per message. Every event that has no reason against it is journaled.</returns>
    /// <exception cref="Exception">An inventory could not answer. Some events may be booked; all may be sent again, because their keys are known then.</exception>
    internal async Task<IReadOnlyList<BookedMessage>> Book(IReadOnlyList<FillMessage> messages)
    {
        var answers = messages.Select(message => new BookedMessage(null, message.Fault ?? "the message holds no event")).ToArray();
        var groups = Enumerable.Range(0, messages.Count)
            .Where(i => messages[i] is { Event: not null, Fault: null })
            .GroupBy(i => (messages[i].Event!.Instrument, messages[i].Event!.Portfolio));
        await Task.WhenAll(groups.Select(async group =>
        {
            var indices = group.ToArray();
            var booked = await Book(group.Key.Instrument, group.Key.Portfolio, [.. indices.Select(i => messages[i].Event!)]);
            for (var i = 0; i < indices.Length; i++)
            {
                answers[indices[i]] = booked[i];
            }
        }));
        return answers;
    }

    private async Task<IReadOnlyList<BookedMessage>> Book(InstrumentId instrument, string portfolio, IReadOnlyList<LedgerEvent> events)
    {
        try
        {
            CallerPatience.Set(Patience);
            var recorded = await grains.Inventory(instrument).RecordEvents(new(portfolio), events);
            return [.. recorded.Receipts.Select(Answer)];
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            // What will not pass by itself, such as a damaged journal, must not hold up other instruments.
            return [.. events.Select(_ => new BookedMessage(null, e.Message))];
        }
    }

    private static BookedMessage Answer(FillReceipt receipt) => new(
        receipt.Outcome,
        receipt.Outcome is FillOutcome.Recorded or FillOutcome.Duplicate ? null : $"{receipt.Outcome}: {receipt.Reason}");
}
