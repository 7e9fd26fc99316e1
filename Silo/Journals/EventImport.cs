using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Silo.Feeds;

namespace Ballast.Silo.Journals;

/// <summary>Books the lines of an export and counts their outcomes.</summary>
internal sealed class EventImport(IBallastClient client, InputFaults faults)
{
    private const int Batch = 5_000;

    private readonly List<(LedgerEvent Event, long Line)> _batch = [];
    private readonly SortedSet<InstrumentId> _instruments = [];

    /// <summary>Instruments whose inventories have taken events.</summary>
    internal IReadOnlyCollection<InstrumentId> Instruments => _instruments;

    /// <summary>Number of events newly booked.</summary>
    internal long Recorded { get; private set; }

    /// <summary>Number of events that were booked already.</summary>
    internal long Duplicates { get; private set; }

    /// <summary>Number of events whose key is booked with another payload.</summary>
    internal long Conflicts { get; private set; }

    /// <summary>Number of events that cannot be booked.</summary>
    internal long Refused { get; private set; }

    /// <summary>Number of lines that are not an event.</summary>
    internal long BadLines { get; private set; }

    /// <summary>Reads all lines; an invalid line does not stop the import.</summary>
    internal async Task Read(string name, LineReader lines, CancellationToken cancellationToken)
    {
        for (var step = lines.Next(); step != LineStep.End; step = lines.Next())
        {
            if (step == LineStep.TooLong)
            {
                Bad(name, lines.Number, $"line is longer than {LineReader.MaxLine} bytes");
            }
            else if (lines.Current.IndexOfAnyExcept(" \t\r"u8) >= 0)
            {
                AddLine(name, lines);
            }

            if (_batch.Count >= Batch)
            {
                await Send(name, cancellationToken);
            }
        }

        if (lines.Failure is { } failure)
        {
            Bad(name, lines.Number, failure);
        }

        await Send(name, cancellationToken);
    }

    private void AddLine(string name, LineReader lines)
    {
        try
        {
            _batch.Add((EventLine.Read(lines.Current.ToArray()), lines.Number));
        }
        catch (InvalidDataException e)
        {
            Bad(name, lines.Number, e.Message);
        }
    }

    private async Task Send(string name, CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        // Sent by instrument, so that one damaged journal does not stop the events of other instruments.
        foreach (var group in _batch.GroupBy(item => item.Event.Instrument).Select(items => items.ToArray()))
        {
            try
            {
                var receipts = await client.ImportEvents(Array.ConvertAll(group, item => item.Event), cancellationToken);
                if (receipts.Any(receipt => receipt.Outcome is FillOutcome.Recorded or FillOutcome.Duplicate))
                {
                    _instruments.Add(group[0].Event.Instrument);
                }

                for (var i = 0; i < receipts.Count; i++)
                {
                    Count(receipts[i], name, group[i].Line);
                }
            }
            catch (InvalidDataException e)
            {
                Array.ForEach(group, item => Bad(name, item.Line, e.Message));
            }
        }

        _batch.Clear();
    }

    private void Count(FillReceipt receipt, string name, long line)
    {
        switch (receipt.Outcome)
        {
            case FillOutcome.Recorded:
                Recorded++;
                return;
            case FillOutcome.Duplicate:
                Duplicates++;
                return;
            case FillOutcome.Conflict:
                Conflicts++;
                break;
            default:
                Refused++;
                break;
        }

        faults.Report(new(name, line, receipt.Reason ?? $"{receipt.Outcome}"));
    }

    private void Bad(string name, long line, string reason)
    {
        BadLines++;
        faults.Report(new(name, line, reason));
    }
}
